//! The target that is a file.

use crate::ticks::{Ticks, run, unhurried};
use rushhour::run::RunError;
use rushhour::target::{Target, TargetError};
use std::fs;

#[test]
fn a_file_holds_one_json_line_for_each_record() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.jsonl");
    let summary = run(Ticks::new("ticks", 2), &Target::File(path.clone()), unhurried()).unwrap();
    assert_eq!(summary.total.acknowledged, 2);
    assert_eq!(
        fs::read_to_string(path).unwrap(),
        concat!(
            r#"{"at":"2026-01-01T00:00:00.000Z","stream":"ticks","event":"tick","index":1,"topic":"ticks","#,
            r#""partition":null,"key":"key-0","headers":{"source":"web"},"payload":{"number":0}}"#,
            "\n",
            r#"{"at":"2026-01-01T00:00:00.100Z","stream":"ticks","event":"tick","index":2,"topic":"ticks","#,
            r#""partition":1,"key":null,"headers":{"source":"web"},"payload":{"number":1}}"#,
            "\n",
        )
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_and_its_records_have_failed() {
    let error = run(Ticks::new("ticks", 5), &Target::File("/dev/full".into()), unhurried()).unwrap_err();
    let RunError::Target { error: TargetError::WriteFile { .. }, summary } = &error else {
        panic!("{error:?}");
    };
    assert!(error.to_string().contains("No space left"), "{error}");
    assert_eq!(summary.total.planned, summary.total.failed);
    assert!(!summary.is_success());
}
