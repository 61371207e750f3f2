//! Where log lines go: the console, and a file if one is asked for.

use std::fs::File;
use std::sync::Mutex;
use tracing::Subscriber;
use tracing::subscriber::SetGlobalDefaultError;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::{EnvFilter, Layer, fmt};

pub struct Logging<C> {
    pub console: C,
    /// The console is a terminal: colours, and no time before each line.
    pub is_terminal: bool,
    /// librdkafka's own chatter too.
    pub is_verbose: bool,
    pub file: Option<File>,
}

/// Sends the log of this process there; once.
pub fn start_logging<C>(logging: Logging<C>) -> Result<(), SetGlobalDefaultError>
where
    C: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    tracing::subscriber::set_global_default(subscriber(logging))
}

/// A line that cannot be written is lost: the complaint about it would go to a standard error that may be closed.
fn subscriber<C>(logging: Logging<C>) -> impl Subscriber + Send + Sync
where
    C: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let filter = EnvFilter::new(if logging.is_verbose { "debug" } else { "info,librdkafka=warn" });
    let console = fmt::layer()
        .with_target(false)
        .with_ansi(logging.is_terminal)
        .log_internal_errors(false)
        .with_writer(logging.console);
    let console = if logging.is_terminal { console.without_time().boxed() } else { console.boxed() };
    let file = logging.file.map(|file| {
        fmt::layer()
            .with_target(false)
            .with_ansi(false)
            .log_internal_errors(false)
            .with_writer(Mutex::new(file))
    });
    tracing_subscriber::registry().with(filter).with(console).with(file)
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
            is_verbose: false,
            file: Some(File::create(&path).unwrap()),
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
