//! Why `run` and `send` do not begin although the scenario has no errors. In: what stands against it. Out: words that are
//! printed, and the exit of the command.

use super::exit::Exit;
use crate::target::{Target, TargetError};
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

const LOGIN: &str = "a server is written `HOST:PORT`; a login goes into `sasl.username` and `sasl.password`";

#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error(
        "nothing was sent: these servers are not on this machine; if they are the right ones, add `--yes`, else send \
         elsewhere, for example `--to embedded`"
    )]
    NobodyToAsk,

    /// In the words of the file that allows others.
    #[error("{}", .refusals.join("\n       "))]
    TopicsNotAllowed { refusals: Vec<String> },

    #[error("--to {name}: a target is one of {}", Target::FORMS)]
    UnknownTarget { name: String },

    #[error("--to kafka: {}", TargetError::NoServers)]
    NoServers,

    #[error("--set kafka.bootstrap.servers: {LOGIN}")]
    LoginInSet,

    #[error("`bootstrap.servers` under `kafka`: {LOGIN}")]
    LoginInServers,

    #[error("{option} {}: this file is read; name another one", file.display())]
    FileRead { option: String, file: PathBuf },

    #[error("{option} {}: this file is written already; name another one", file.display())]
    FileWritten { option: String, file: PathBuf },

    #[error("--metrics {address}: {error}{}", way_out(error))]
    Metrics { address: SocketAddr, error: io::Error },

    #[error("--resume: an embedded broker is gone with its run, and what it acknowledged too")]
    EmbeddedIsGone,

    #[error("{}: this is the journal of another run: {}", path.display(), differences.join("; "))]
    OtherRun { path: PathBuf, differences: Vec<String> },

    #[error(
        "{}: this is the journal of a run to {known}, not to {here}: go on there, or say `--elsewhere`", path.display()
    )]
    OtherTarget { path: PathBuf, known: String, here: String },

    #[error(
        "{}: this is the journal of a run whose `transactional.id` is {known}, not {here}: go on under that one, or say \
         `--elsewhere`", path.display()
    )]
    OtherTransactions { path: PathBuf, known: String, here: String },

    #[error(
        "the event `{event}` has a header `{header}`, which a run with a journal sets itself; `--no-event-id` leaves it to \
         the scenario"
    )]
    HeaderTaken { event: String, header: &'static str },
}

fn way_out(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::AddrInUse => "; end what uses it, or take another port",
        io::ErrorKind::AddrNotAvailable => "; it is no address of this machine",
        io::ErrorKind::PermissionDenied => "; take a port from 1024 on",
        _ => "",
    }
}

impl Refusal {
    pub fn exit(&self) -> Exit {
        match self {
            Self::NobodyToAsk
            | Self::UnknownTarget { .. }
            | Self::NoServers
            | Self::LoginInSet
            | Self::FileRead { .. }
            | Self::FileWritten { .. }
            | Self::Metrics { .. }
            | Self::EmbeddedIsGone => Exit::Usage,
            Self::TopicsNotAllowed { .. }
            | Self::OtherRun { .. }
            | Self::OtherTarget { .. }
            | Self::OtherTransactions { .. }
            | Self::HeaderTaken { .. }
            | Self::LoginInServers => Exit::Scenario,
        }
    }
}
