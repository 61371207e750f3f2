//! No file that a command reads, or writes already, is written, and what failed is kept until a run begins.

use crate::folder::{Folder, HELLO};

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
fn nothing_that_a_scenario_is_read_from_is_written() {
    let text = "\
scenario: files
catalogs:
  users: { from: data/users.csv }
events:
  seen: { payload: { user: '=pick(users).name' } }
traffic:
  s:
    emit: seen
    topic: seen
    phases:
      - all: curve data/rates.csv
";
    let folder = Folder::with("shop/files.yaml", text);
    folder.write("shop/data/users.csv", "name\nann\nbob\n");
    folder.write("shop/data/rates.csv", "time,rate\n00:00,5\n00:10,5\n");
    folder.write("shop/.env", "A=b\n");
    folder.write("shop/rushhour.toml", "");
    folder.write("in.jsonl", "");
    let files = ["files.yaml", "data/users.csv", "data/rates.csv", ".env", "rushhour.toml"];
    for file in files.map(|file| format!("shop/{file}")) {
        let before = folder.read(&file);
        let run = ["run", "shop/files.yaml", "--to", "null", "--speed", "max", "--summary", &file];
        folder.call(&run).refused(2, ": this file is read");
        let send = ["send", "in.jsonl", "--scenario", "shop/files.yaml", "--to", "null", "--failed", &file];
        folder.call(&send).refused(2, ": this file is read");
        assert_eq!(folder.read(&file), before);
    }
    folder
        .call(&["plan", "shop/files.yaml", "--html", "shop/data/rates.csv"])
        .refused(2, "this file is read");
}

#[test]
fn no_key_or_certificate_is_written() {
    let kafka = "kafka:\n  ssl.ca.location: ${CERTIFICATES}/ca.pem\n  sasl.password: ${MISSING}\n";
    let folder = Folder::with("shop/hello.yaml", &format!("{HELLO}{kafka}"));
    folder.write("shop/.env", "CERTIFICATES=keys\n");
    folder.write("in.jsonl", "");
    for name in ["ca", "key", "crl"] {
        folder.write(&format!("keys/{name}.pem"), name);
    }
    let set = ["--set", "kafka.ssl.key.location=keys/key.pem", "--set=kafka.ssl.crl.location=keys/crl.pem"];
    for file in ["keys/ca.pem", "keys/key.pem", "keys/crl.pem"] {
        let before = folder.read(file);
        let run = ["run", "shop/hello.yaml", "--to", "null", "--speed", "max", "--summary", file];
        folder.call(&[&run[..], &set].concat()).refused(2, ": this file is read");
        let send = ["send", "in.jsonl", "--scenario", "shop/hello.yaml", "--to", "null", "--failed", file];
        folder.call(&[&send[..], &set].concat()).refused(2, ": this file is read");
        assert_eq!(folder.read(file), before);
    }
    folder.call(&["plan", "shop/hello.yaml", "--svg", "keys/ca.pem"]).refused(2, "this file is read");
}

#[cfg(unix)]
#[test]
fn another_name_of_the_scenario_is_not_written() {
    let folder = Folder::hello();
    std::fs::hard_link(folder.join("hello.yaml"), folder.join("other.yaml")).unwrap();
    let run = ["run", "hello.yaml", "--to", "null", "--speed", "max", "--max-events", "3"];
    folder.call(&[&run[..], &["--summary", "other.yaml"]].concat()).refused(2, "this file is read");
    assert_eq!(folder.read("hello.yaml"), HELLO);
}

#[test]
fn what_stood_in_the_files_of_a_run_is_kept_until_it_begins() {
    let folder = Folder::hello();
    let kept = folder.call(&["preview", "hello.yaml", "-n", "2"]).done().out;
    let run = ["run", "hello.yaml", "--speed", "max", "--max-events", "3", "--failed", "failed.jsonl"];
    let journal = ["--to", "file:out.jsonl", "--journal", "run.journal", "--log-file", "run.log"];
    let journaled = [&run[..], &journal].concat();
    folder.call(&journaled).done();
    folder.write("failed.jsonl", &kept);
    let log = folder.read("run.log");
    folder.call(&journaled).refused(2, "run.journal: there is such a file");
    assert_eq!((folder.read("failed.jsonl"), folder.read("run.log")), (kept.clone(), log));
    folder.call(&[&run[..], &["--to", "file:missing/out.jsonl"]].concat()).refused(6, "missing");
    assert_eq!(folder.read("failed.jsonl"), kept);
    folder.call(&[&run[..], &["--to", "null"]].concat()).done();
    assert_eq!(folder.read("failed.jsonl"), "");
}
