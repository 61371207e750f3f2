//! The command: arguments, environment and terminal are looked at here and nowhere else.

mod arguments;
mod check;
mod describe;
mod doubts;
mod environment;
mod exit;
mod explain;
#[cfg(all(test, target_os = "linux"))]
mod explained;
mod files;
mod guard;
mod journal;
mod labels;
mod load;
mod metrics_server;
mod outputs;
mod paths;
mod plan;
mod preview;
mod refusal;
mod repository;
mod run;
mod run_settings;
mod say;
mod send;
mod settings;
mod statistics;
mod target;
mod test;
mod transactions;
mod unsaid;

use arguments::{Arguments, Command};
use clap::Parser;
pub use exit::Exit;
use unsaid::Unsaid;

/// Runs the command that the process was called with.
pub fn main() -> Exit {
    let unsaid = Unsaid::of_call();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // A closed pipe is no reason to complain about.
            let error = unsaid.hidden_in_error(error);
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage } else { Exit::Done };
        }
    };
    let result = match arguments.command {
        Command::Check(arguments) => check::check(&arguments, &unsaid),
        Command::Plan(arguments) => plan::plan(&arguments),
        Command::Preview(arguments) => match arguments.stats {
            Some(arrivals) => statistics::statistics(&arguments, arrivals),
            None => preview::preview(&arguments),
        },
        Command::Run(arguments) => run::run(&arguments),
        Command::Send(arguments) => send::send(&arguments),
        Command::Test(arguments) => test::test(&arguments, &unsaid),
        Command::Describe { name } => describe::describe(name.as_deref()),
        Command::Explain { code } => explain::explain(&code),
    };
    match result {
        Ok(exit) => exit,
        Err(error) if exit::is_closed_pipe(&error) => Exit::Done,
        Err(error) => {
            say::say(&unsaid.hidden_in(&format!("error: {error:#}\n")));
            exit::of(&error)
        }
    }
}
