//! No file that a command reads, or writes already, is written, and what failed is kept until a run begins.

use crate::folder::Folder;

#[test]
fn the_scenario_is_not_written() {
    let folder = Folder::hello();
    let before = folder.read("hello.yaml");
    for [option, file] in [
        ["--to", "file:hello.yaml"],
        ["--summary", "hello.yaml"],
        ["--failed", "./hello.yaml"],
        ["--log-file", "hello.yaml"],
    ] {
        let call = ["run", "hello.yaml", "--speed", "max", "--max-events", "3", option, file];
        let told = format!("{option} {}: this file is read", file.trim_start_matches("file:"));
        folder.call(&call).refused(2, &told);
    }
    folder
        .call(&["plan", "hello.yaml", "--svg", "hello.yaml"])
        .refused(2, "--svg hello.yaml: this file is read");
    assert_eq!(folder.read("hello.yaml"), before);
}

#[test]
fn two_outputs_are_two_files() {
    let folder = Folder::hello();
    for options in [["--to", "file:out", "--summary", "out"], ["--to", "file:out", "--journal", "./out"]] {
        let call = [&["run", "hello.yaml", "--speed", "max", "--max-events", "3"], &options[..]].concat();
        folder.call(&call).refused(2, "this file is written already; name another one");
        assert!(!folder.has("out"), "nothing was opened");
    }
}

#[test]
fn records_that_are_sent_again_are_not_written_over() {
    let folder = Folder::hello();
    folder.write("in.jsonl", &folder.call(&["preview", "hello.yaml", "-n", "2"]).done().out);
    let before = folder.read("in.jsonl");
    for options in [&["--to", "file:in.jsonl"][..], &["--to", "null", "--summary", "in.jsonl"]] {
        let call = [&["send", "in.jsonl"], options].concat();
        folder.call(&call).refused(2, "in.jsonl: this file is read");
    }
    assert_eq!(folder.read("in.jsonl"), before);
}

#[test]
fn records_that_failed_before_are_kept_until_a_run_begins() {
    let folder = Folder::hello();
    let kept = folder.call(&["preview", "hello.yaml", "-n", "2"]).done().out;
    folder.write("failed.jsonl", &kept);
    let run =
        ["run", "hello.yaml", "--speed", "max", "--max-events", "3", "--failed", "failed.jsonl", "--to"];
    folder.call(&[&run[..], &["file:missing/out.jsonl"]].concat()).refused(6, "missing");
    assert_eq!(folder.read("failed.jsonl"), kept);
    folder.call(&[&run[..], &["null"]].concat()).done();
    assert_eq!(folder.read("failed.jsonl"), "");
}
