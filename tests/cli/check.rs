//! `rushhour check`.

use crate::folder::{Folder, HELLO};

/// An unknown name, on line 8.
fn wrong() -> String {
    HELLO.replace("=uuid()", "=quantity * 2")
}

#[test]
fn a_good_scenario_gives_a_count() {
    let called = Folder::hello().call(&["check", "hello.yaml"]).done();
    assert_eq!(called.out, "1 file: 0 errors, 0 warnings\n");
    assert_eq!(called.err, "");
}

#[test]
fn an_error_is_shown_where_it_is() {
    let called = Folder::with("wrong.yaml", &wrong()).call(&["check", "wrong.yaml"]);
    assert_eq!(called.code, 1);
    insta::assert_snapshot!(called.out);
}

#[test]
fn programs_get_one_object_a_line_and_the_count_apart() {
    let twice = wrong().replace("hold 5/s", "hold 5/fortnight");
    let called = Folder::with("wrong.yaml", &twice).call(&["check", "wrong.yaml", "--format", "json"]);
    assert_eq!(called.code, 1);
    let lines = called.lines();
    let places: Vec<_> = lines.iter().map(|found| (&found["line"], &found["severity"])).collect();
    assert_eq!(places.len(), 2, "{lines:?}");
    for found in &lines {
        assert_eq!(found["file"], "wrong.yaml", "{found}");
        assert!(found["code"].as_str().unwrap().starts_with('E'), "{found}");
        assert!(found["column"].as_u64().unwrap() > 6, "{found}");
    }
    assert_eq!((lines[0]["line"].as_u64(), lines[1]["line"].as_u64()), (Some(6), Some(14)), "by place");
    assert_eq!(called.err, "1 file: 2 errors, 0 warnings\n");
}

#[test]
fn a_folder_is_looked_through_and_hidden_ones_are_passed_over() {
    let folder = Folder::new();
    folder.write("many/a.yaml", HELLO);
    folder.write("many/deep/b.yml", HELLO);
    folder.write("many/.hidden/c.yaml", &wrong());
    folder.write("many/notes.txt", "no scenario");
    assert_eq!(folder.call(&["check", "many"]).done().out, "2 files: 0 errors, 0 warnings\n");
    folder.write("many/wrong.yaml", &wrong());
    let called = folder.call(&["check", "many"]);
    assert_eq!(called.code, 1);
    assert!(called.out.ends_with("3 files: 1 error, 0 warnings\n"), "{}", called.out);
}

#[test]
fn without_a_path_it_is_the_folder_scenarios_or_this_one() {
    let folder = Folder::hello();
    assert_eq!(folder.call(&["check"]).done().out, "1 file: 0 errors, 0 warnings\n");
    folder.write("scenarios/a.yaml", HELLO);
    folder.write("scenarios/b.yaml", HELLO);
    assert_eq!(folder.call(&["check"]).done().out, "2 files: 0 errors, 0 warnings\n");
}

#[test]
fn a_folder_without_scenarios_is_wrong_usage() {
    let folder = Folder::new();
    folder.write("empty/notes.txt", "");
    folder.call(&["check", "empty"]).refused(2, "no scenario in empty");
}

#[test]
fn a_missing_file_does_not_keep_the_others_from_being_checked() {
    let folder = Folder::with("wrong.yaml", &wrong());
    let called = folder.call(&["check", "missing.yaml", "wrong.yaml"]).refused(3, "missing.yaml: ");
    assert!(called.out.ends_with("2 files: 1 error, 0 warnings, 1 not readable\n"), "{}", called.out);
}

#[test]
fn a_warning_is_counted_and_is_no_failure() {
    let text = HELLO.replace("=now", "\"{{ now }}\"");
    let called = Folder::with("warned.yaml", &text).call(&["check", "warned.yaml"]).done();
    assert!(called.out.ends_with("1 file: 0 errors, 1 warning\n"), "{}", called.out);
}

#[test]
fn a_constant_of_the_command_line_is_checked_with_the_rest() {
    let text = HELLO.replace("events:", "let: { peak: 5 }\nevents:").replace("hold 5/s", "hold (peak)/s");
    let folder = Folder::with("peak.yaml", &text);
    folder.call(&["check", "peak.yaml", "--let", "peak=7"]).done();
    let called = folder.call(&["check", "peak.yaml", "--let", "peak=many"]);
    assert_eq!(called.code, 1, "a text is no rate: {}", called.out);
    let called = folder.call(&["check", "peak.yaml", "--let", "peek=7"]);
    assert!(called.code == 1 && called.out.contains("`peak`"), "{}{}", called.out, called.err);
}

#[test]
fn what_is_no_text_is_refused_with_its_place() {
    let folder = Folder::new();
    std::fs::write(folder.join("bytes.yaml"), b"scenario: a\nabout: \xff\n").unwrap();
    let called = folder.call(&["check", "bytes.yaml", "--format", "json"]);
    assert_eq!(called.code, 1);
    let found = &called.lines()[0];
    assert_eq!((found["line"].as_u64(), found["column"].as_u64()), (Some(2), Some(8)), "{found}");
}
