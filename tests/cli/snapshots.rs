//! `rushhour test`: snapshots that are missing, accepted, different, left over.

use crate::folder::{Called, Folder, HELLO, call};

fn folder() -> Folder {
    Folder::with("scenarios/hello.yaml", HELLO)
}

fn accepted() -> Folder {
    let folder = folder();
    folder.call(&["test", "--accept"]).done();
    folder
}

#[track_caller]
fn in_ci(folder: &Folder, arguments: &[&str]) -> Called {
    let mut command = folder.command(arguments);
    command.env("CI", "true");
    call(command)
}

#[test]
fn a_missing_snapshot_is_said_and_waits_to_be_accepted() {
    let folder = folder();
    let called = folder.call(&["test"]);
    assert_eq!(called.code, 1);
    assert!(called.out.contains("scenarios/hello.yaml: no snapshot yet"), "{}", called.out);
    assert!(called.out.ends_with("0 passed, 1 failed\n"), "{}", called.out);
    assert!(folder.has("snapshots/hello.snap.new") && !folder.has("snapshots/hello.snap"));
}

#[test]
fn what_is_accepted_passes_from_then_on() {
    let folder = folder();
    folder.call(&["test"]);
    let called = folder.call(&["test", "--accept"]).done();
    assert_eq!(called.out, "accepted snapshots/hello.snap\n1 passed, 0 failed\n");
    assert!(folder.has("snapshots/hello.snap") && !folder.has("snapshots/hello.snap.new"));
    for arguments in [&["test"][..], &["test", "scenarios"], &["test", "scenarios/hello.yaml"]] {
        assert_eq!(folder.call(arguments).done().out, "1 passed, 0 failed\n");
        assert_eq!(in_ci(&folder, arguments).done().out, "1 passed, 0 failed\n");
    }
}

#[test]
fn a_snapshot_is_a_file_of_insta() {
    let text = accepted().read("snapshots/hello.snap");
    let (header, body) = text.strip_prefix("---\n").unwrap().split_once("\n---\n").unwrap();
    assert_eq!(header, "source: scenarios/hello.yaml\nexpression: scenario");
    assert!(body.starts_with("hello: seed 1, start 2026-01-01T00:00:00.000Z"), "{body}");
    assert!(body.contains("--- greetings ---") && body.contains("greeting #5"), "{body}");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("hello.snap"), &text).unwrap();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder.path());
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| insta::assert_snapshot!("hello", body));
}

#[test]
fn a_difference_is_shown_and_waits_beside_the_snapshot() {
    let folder = accepted();
    let before = folder.read("snapshots/hello.snap");
    folder.write("scenarios/hello.yaml", &HELLO.replace("hello 60%, hi 40%", "hallo 60%, hi 40%"));
    let called = folder.call(&["test"]);
    assert_eq!(called.code, 1);
    for line in [
        "scenarios/hello.yaml: differs from its snapshot",
        "-    \"text\": \"hello\",",
        "+    \"text\": \"hallo\",",
    ] {
        assert!(called.out.lines().any(|shown| shown == line), "{line:?} is not in\n{}", called.out);
    }
    assert!(
        !called.out.contains("id\": \"") || !called.out.contains("+    \"id\""),
        "the others are the same"
    );
    assert_eq!(folder.read("snapshots/hello.snap"), before);
    assert!(folder.read("snapshots/hello.snap.new").contains("hallo"));
    folder.call(&["test", "--accept"]).done();
    assert!(folder.read("snapshots/hello.snap").contains("hallo"));
}

#[test]
fn where_ci_is_set_nothing_is_written() {
    let folder = folder();
    let called = in_ci(&folder, &["test"]);
    assert_eq!(called.code, 1);
    in_ci(&folder, &["test", "--accept"]).refused(2, "CI is set");
    assert!(!folder.has("snapshots"), "not even the folder");
}

#[test]
fn a_snapshot_without_its_scenario_is_an_error() {
    let folder = accepted();
    folder.write("scenarios/other.yaml", HELLO);
    std::fs::remove_file(folder.join("scenarios/hello.yaml")).unwrap();
    folder.call(&["test", "--accept"]);
    let called = folder.call(&["test"]);
    assert_eq!(called.code, 1);
    assert!(called.out.contains("snapshots/hello.snap: a snapshot without a scenario"), "{}", called.out);
    let called = folder.call(&["test", "scenarios/other.yaml"]).done();
    assert_eq!(called.out, "1 passed, 0 failed\n", "who asks for one file hears of it alone");
}

#[test]
fn a_wrong_scenario_fails_with_its_errors_and_the_others_are_compared() {
    let folder = accepted();
    folder.write("scenarios/wrong.yaml", &HELLO.replace("=uuid()", "=uuid(1)"));
    let called = folder.call(&["test"]).refused(3, "scenarios/wrong.yaml:6:");
    assert!(called.out.ends_with("1 passed, 1 failed\n"), "{}", called.out);
}

#[test]
fn two_scenarios_of_one_name_cannot_share_a_snapshot() {
    let folder = folder();
    folder.write("scenarios/deep/hello.yaml", HELLO);
    folder.call(&["test"]).refused(2, "another scenario has the snapshot");
}

#[test]
fn the_snapshots_may_stand_elsewhere() {
    let folder = folder();
    folder.call(&["test", "--snapshots", "accepted", "--accept"]).done();
    assert!(folder.has("accepted/hello.snap") && !folder.has("snapshots"));
}

#[test]
fn who_asks_for_a_folder_hears_of_the_snapshots_of_that_folder() {
    let folder = accepted();
    folder.write("scenarios/sub/kept.yaml", HELLO);
    folder.write("scenarios/sub/gone.yaml", HELLO);
    folder.call(&["test", "--accept"]).done();
    assert_eq!(folder.call(&["test", "scenarios/sub"]).done().out, "2 passed, 0 failed\n");
    std::fs::remove_file(folder.join("scenarios/sub/gone.yaml")).unwrap();
    for arguments in [&["test"][..], &["test", "./scenarios/sub/"], &["test", "scenarios"]] {
        let called = folder.call(arguments);
        assert_eq!(called.code, 1, "{}", called.out);
        assert!(called.out.contains("snapshots/gone.snap: a snapshot without a scenario"), "{}", called.out);
        assert!(!called.out.contains("snapshots/hello.snap"), "{}", called.out);
    }
}

#[test]
fn what_matches_again_no_longer_waits_to_be_accepted() {
    let folder = accepted();
    folder.write("scenarios/hello.yaml", &HELLO.replace("hello 60%, hi 40%", "hallo 60%, hi 40%"));
    assert_eq!(folder.call(&["test"]).code, 1);
    assert!(folder.has("snapshots/hello.snap.new"));
    folder.write("scenarios/hello.yaml", HELLO);
    in_ci(&folder, &["test"]).done();
    assert!(folder.has("snapshots/hello.snap.new"), "where CI is set nothing is written");
    folder.call(&["test"]).done();
    assert!(!folder.has("snapshots/hello.snap.new"));
}

#[test]
fn a_file_that_cannot_be_read_is_counted_and_the_others_are_compared() {
    let folder = accepted();
    folder.write("scenarios/other.yaml", HELLO);
    // A folder where the snapshot should be.
    folder.write("snapshots/other.snap/file", "");
    let called = folder.call(&["test", "missing.yaml", "scenarios"]).refused(3, "missing.yaml: ");
    assert!(called.err.contains("snapshots/other.snap: "), "{}", called.err);
    assert!(called.out.ends_with("1 passed, 2 failed\n"), "{}", called.out);
}
