//! Whether Kafka is there.

use std::io::Write;
use std::path::PathBuf;
use std::thread;

/// The variable that names the folder with Kafka's jars, for `kafka.sh`, too.
const JARS: &str = "RUSHHOUR_TEST_CLUSTER";

/// Whether a test with Kafka can be done. Otherwise it says aloud that it is skipped.
#[expect(clippy::disallowed_methods, reason = "a test has no command line")]
pub fn are_there() -> bool {
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
    jars.is_some()
}
