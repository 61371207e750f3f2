//! Where log lines go: the console, and a file if one is asked for.

use crate::run::Summary;
use crate::value::Time;
use std::fs::File;
use std::io::{self, Write};
use std::sync::Mutex;
use thiserror::Error;
use tracing::Subscriber;
use tracing::subscriber::SetGlobalDefaultError;
use tracing_subscriber::filter::ParseError;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::{EnvFilter, Layer, fmt};

pub struct Logging<C> {
    pub console: C,
    /// The console is a terminal: colours, and no time before each line.
    pub is_terminal: bool,
    pub filter: Filter,
    pub file: Option<(File, LogFormat)>,
}

/// How a log file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One object a line.
    Json,
}

/// What is logged.
pub struct Filter(EnvFilter);

#[derive(Debug, Error)]
#[error("RUST_LOG={filter}: {reason}; write a level (`debug`), or `info,librdkafka=debug`")]
pub struct FilterError {
    filter: String,
    reason: ParseError,
}

impl Filter {
    /// As the variable `RUST_LOG` says, if it is set; else librdkafka's own chatter is shown to those who want all.
    pub fn read(variable: Option<String>, is_verbose: bool) -> Result<Self, FilterError> {
        let usual = if is_verbose { "debug" } else { "info,librdkafka=warn" };
        let filter = variable.unwrap_or_else(|| usual.to_owned());
        match EnvFilter::builder().parse(&filter) {
            Ok(filter) => Ok(Self(filter)),
            Err(reason) => Err(FilterError { filter, reason }),
        }
    }
}

/// Sends the log of this process there; once.
pub fn start_logging<C>(logging: Logging<C>) -> Result<(), SetGlobalDefaultError>
where
    C: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    tracing::subscriber::set_global_default(subscriber(logging))
}

/// The account of a run at the end of its log file: `text`, or the summary as an object like those before it.
pub fn log_account(
    format: LogFormat,
    now: Time,
    summary: &Summary,
    text: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        LogFormat::Text => out.write_all(text.as_bytes()),
        LogFormat::Json => {
            let fields = serde_json::json!({ "message": "account", "text": text });
            let time = now.to_string();
            let line = serde_json::json!({
                "timestamp": time, "level": "INFO", "target": env!("CARGO_PKG_NAME"), "fields": fields, "summary": summary
            });
            writeln!(out, "{line}")
        }
    }
}

/// A line that cannot be written is lost: the complaint about it would go to a standard error that may be closed.
fn subscriber<C>(logging: Logging<C>) -> impl Subscriber + Send + Sync
where
    C: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let console = fmt::layer()
        .with_target(false)
        .with_ansi(logging.is_terminal)
        .log_internal_errors(false)
        .with_writer(logging.console);
    let console = if logging.is_terminal { console.without_time().boxed() } else { console.boxed() };
    let file = logging.file.map(|(file, format)| {
        let layer = fmt::layer().with_ansi(false).log_internal_errors(false).with_writer(Mutex::new(file));
        match format {
            LogFormat::Text => layer.with_target(false).boxed(),
            LogFormat::Json => layer.json().boxed(),
        }
    });
    tracing_subscriber::registry().with(logging.filter.0).with(console).with(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    /// What the console got.
    #[derive(Clone, Default)]
    struct Screen(std::sync::Arc<Mutex<Vec<u8>>>);

    impl Write for Screen {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_line_goes_to_the_console_and_to_the_file() {
        let (folder, screen) = (tempfile::tempdir().unwrap(), Screen::default());
        let (path, console) = (folder.path().join("log"), screen.clone());
        let logging = Logging {
            console: move || console.clone(),
            is_terminal: false,
            filter: Filter::read(None, false).unwrap(),
            file: Some((File::create(&path).unwrap(), LogFormat::Text)),
        };
        tracing::subscriber::with_default(subscriber(logging), || {
            tracing::info!("connected to 127.0.0.1:9092");
            tracing::info!(target: "librdkafka", "chatter");
        });
        let shown = String::from_utf8(screen.0.lock().unwrap().clone()).unwrap();
        for text in [shown, std::fs::read_to_string(path).unwrap()] {
            assert!(text.trim_end().ends_with("INFO connected to 127.0.0.1:9092"), "{text}");
        }
    }
}
