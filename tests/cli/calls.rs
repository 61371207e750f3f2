//! Calls that do nothing but say something: help, version, wrong usage.

use crate::folder::Folder;
use insta::assert_snapshot;

const COMMANDS: [&str; 8] = ["check", "plan", "preview", "run", "send", "test", "describe", "explain"];

#[test]
fn help_reads_well() {
    let folder = Folder::new();
    assert_snapshot!("help", folder.call(&["--help"]).done().out);
    for command in COMMANDS {
        assert_snapshot!(format!("help-{command}"), folder.call(&[command, "--help"]).done().out);
    }
}

#[test]
fn no_command_is_wrong_usage_and_shows_the_help() {
    let called = Folder::new().call(&[]);
    assert_eq!(called.code, 2);
    assert!(called.err.contains("Usage: rushhour <COMMAND>"), "{}", called.err);
    assert_eq!(called.out, "");
}

#[test]
fn the_version_is_the_packages() {
    let version = concat!("rushhour ", env!("CARGO_PKG_VERSION"), "\n");
    assert_eq!(Folder::new().call(&["--version"]).done().out, version);
}

#[test]
fn an_unknown_command_or_option_is_wrong_usage() {
    let folder = Folder::hello();
    folder.call(&["chek"]).refused(2, "a similar subcommand exists: 'check'");
    folder.call(&["run", "hello.yaml", "--sumary", "x"]).refused(2, "'--summary'");
    for command in ["plan", "preview", "run", "explain"] {
        folder.call(&[command]).refused(2, "required arguments were not provided");
    }
}

#[test]
fn a_value_of_an_option_is_read_before_anything_else_happens() {
    let folder = Folder::new();
    let wrong = [
        ("run", "--for", "10", "a length is written `10s`"),
        ("run", "--for", "0s", "a length is written `10s`"),
        ("run", "--speed", "fast", "a speed is written `1x`"),
        ("run", "--max-events", "-1", "'--max-events"),
        ("run", "--set", "acks=1", "write `--set kafka.PROPERTY=VALUE`"),
        ("run", "--set", "kafka.acks", "write `--set kafka.PROPERTY=VALUE`"),
        ("run", "--seed", "x", "'--seed"),
        ("plan", "--let", "peak", "write `--let NAME=VALUE`"),
        ("plan", "--format", "yaml", "human, json"),
        ("plan", "--max-memory", "2", "a size is written `512M`"),
        ("preview", "--from", "1:60", "an offset is written `00:10:00`"),
    ];
    for (command, option, value, words) in wrong {
        let option = format!("{option}={value}");
        folder.call(&[command, "missing.yaml", &option]).refused(2, words);
    }
}
