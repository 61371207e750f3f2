//! What is no file, or one without measure, where a scenario names a file.

#![expect(clippy::unwrap_used, reason = "in a test it is an assertion")]
use crate::answer::{answer, answer_for, refused, scenario};
use std::fs::File;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// A scenario with a catalog from `named.csv`, and one with a curve of it.
fn both() -> [Vec<u8>; 2] {
    let catalog = scenario("catalogs:\n  c: { from: named.csv }\n", "", "      a: =pick(c).rate\n");
    let curve = String::from_utf8(scenario("", "", "      a: 1\n")).unwrap();
    [catalog, curve.replace("hold 5/s", "curve named.csv").into_bytes()]
}

/// What both are answered where `named.csv` is made so.
#[track_caller]
fn is_refused(make: impl Fn(&Path), code: &str, words: &str) {
    for content in both() {
        let folder = TempDir::new().unwrap();
        make(&folder.path().join("named.csv"));
        let file = folder.path().join("hostile.yaml");
        std::fs::write(&file, content).unwrap();
        let (exit, said) = answer_for(&["check"], &file);
        assert_eq!(exit, 1, "{said}");
        assert!(said.contains(&format!("error[{code}]")) && said.contains(words), "{said}");
    }
}

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

const NO_FILE: &str = "`named.csv` is a pipe, a socket or a device, and only files are read";

#[test]
fn what_is_no_file_is_not_read() {
    is_refused(pipe, "E0501", NO_FILE);
    is_refused(|path| drop(UnixListener::bind(path).unwrap()), "E0501", NO_FILE);
    is_refused(|path| std::fs::create_dir(path).unwrap(), "E0501", "`named.csv` is a folder");
    let linked = |path: &Path| {
        pipe(&path.with_extension("pipe"));
        symlink("named.pipe", path).unwrap();
    };
    is_refused(linked, "E0501", NO_FILE);
    for outside in ["/dev/zero", "/dev/stdin", "/etc/passwd", ".."] {
        is_refused(|path| symlink(outside, path).unwrap(), "E0502", "`named.csv` lies outside");
    }
    is_refused(|path| symlink(path, path).unwrap(), "E0501", "`named.csv` cannot be read");
}

#[test]
fn a_file_without_measure_is_not_read() {
    let holes = |path: &Path| File::create(path).unwrap().set_len(5 << 30).unwrap();
    is_refused(holes, "E0501", "`named.csv` has 5368709120 bytes, and 1 GiB is the most");
}

#[test]
fn what_is_no_file_is_passed_over_in_a_folder() {
    let folder = TempDir::new().unwrap();
    pipe(&folder.path().join("pipe.yaml"));
    let _socket = UnixListener::bind(folder.path().join("socket.yml")).unwrap();
    symlink("/dev/zero", folder.path().join("zero.yaml")).unwrap();
    let (exit, said) = answer_for(&["check"], folder.path());
    assert_eq!(exit, 2, "{said}");
    std::fs::write(folder.path().join("good.yaml"), scenario("", "", "      a: 1\n")).unwrap();
    let (exit, said) = answer_for(&["check"], folder.path());
    assert!(exit == 0 && said.contains("1 file: 0 errors"), "{said}");
}

#[test]
fn a_device_as_a_scenario_is_read_up_to_a_measure() {
    let (exit, said) = answer_for(&["check"], Path::new("/dev/zero"));
    assert_eq!(exit, 1, "{said}");
    // The tests give it no standard input.
    let (exit, said) = answer_for(&["check"], Path::new("/dev/stdin"));
    assert!(exit == 1 && said.contains("error[E0102]"), "{said}");
}

#[test]
fn a_template_reads_no_file() {
    for mark in ["include 'named.csv'", "import 'named.csv' as x", "extends 'named.csv'"] {
        let content = scenario("", "", &format!("      a: \"{{% {mark} %}}{{{{ now }}}}\"\n"));
        let (exit, said) = answer(&["check"], &content);
        assert_eq!(exit, 1, "{said}");
    }
    refused("E0301", &scenario("include: named.yaml\n", "", "      a: 1\n"));
}

#[test]
fn a_kafka_without_measure_is_looked_through_for_secrets_in_time() {
    for kafka in [
        "  a: ".to_owned() + &"a: ".repeat(500_000),
        "  { ".to_owned() + &"a: { ".repeat(500_000),
        "  sasl.password:\n".to_owned() + &"  a: x\n".repeat(500_000),
        "  ssl.key.pem: |\n-----BEGIN\n".to_owned() + &"MIGH: x\n".repeat(500_000),
        "  sasl.password: ".to_owned() + &"# ".repeat(500_000) + ": x",
    ] {
        let top = format!("kafka:\n{kafka}\n");
        let (exit, said) = answer(&["check"], &scenario(&top, "", "      a: 1\n"));
        assert_eq!(exit, 1, "{}", said.get(..1000).unwrap_or(&said));
    }
}
