//! Where Kafka is, and how a class of it is started.

use std::io::Write;
use std::path::PathBuf;
use std::process::Command;
use std::thread;

/// The variable that names the folder with Kafka's jars.
const JARS: &str = "RUSHHOUR_TEST_CLUSTER";

/// The folder with Kafka's jars. Without it the test says aloud that it is skipped.
#[expect(clippy::disallowed_methods, reason = "a test has no command line")]
pub fn jars() -> Option<PathBuf> {
    let jars = std::env::var_os(JARS).map(PathBuf::from);
    match &jars {
        Some(folder) => assert!(folder.is_dir(), "{JARS}: {} is no folder", folder.display()),
        None => {
            let test = thread::current().name().unwrap_or("a test").to_owned();
            // Not `eprintln!`: that is shown for tests that fail alone.
            let said = "SKIPPED, as no Kafka is there: export";
            let way = "$(tests/kafka/kafka.sh jars)";
            std::io::stderr().write_all(format!("{test}: {said} {JARS}={way}\n").as_bytes()).unwrap();
        }
    }
    jars
}

/// A class of Kafka's in a small machine that is there quickly.
pub fn java(jars: &std::path::Path) -> Command {
    let mut command = Command::new("java");
    command
        .args(["-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"])
        .arg(jars.join("*"))
        .arg("-Dorg.apache.logging.log4j.level=INFO");
    command
}
