//! `rushhour preview` in a pipe.

use crate::folder::{Folder, HELLO};

fn two_streams() -> Folder {
    let text = format!(
        "{HELLO}  others:\n    emit: greeting\n    topic: others\n    phases:\n      - steady: hold 1/s\n"
    );
    Folder::with("two.yaml", &text)
}

#[test]
fn a_record_is_one_json_object_a_line() {
    let called = Folder::hello().call(&["preview", "hello.yaml"]).done();
    let records = called.lines();
    assert_eq!(records.len(), 5);
    let keys = r#"{"at":"2026-01-01T00:00:00.000Z","stream":"greetings","event":"greeting","index":1,"topic":"greetings","partition":null,"key":null,"headers":{},"payload":{"id":"#;
    assert!(called.out.starts_with(keys), "{}", called.out);
    for (number, record) in (0..).zip(&records) {
        assert_eq!(record["index"], number + 1);
        assert_eq!(record["at"], format!("2026-01-01T00:00:00.{}00Z", 2 * number));
        assert_eq!(record["payload"]["at"], record["at"]);
    }
    assert_eq!(called.err, "");
}

#[test]
fn as_many_arrivals_are_shown_as_asked_for() {
    for count in [0, 1, 12] {
        let called = Folder::hello().call(&["preview", "hello.yaml", "-n", &count.to_string()]).done();
        assert_eq!(called.lines().len(), count);
    }
    let text = HELLO.replace("emit: greeting", "emit: [greeting, greeting]");
    let called = Folder::with("both.yaml", &text).call(&["preview", "both.yaml", "-n", "3"]);
    if called.code == 0 {
        assert_eq!(called.lines().len(), 6, "an arrival that emits two makes two records");
    }
}

#[test]
fn one_stream_is_shown_as_it_is_among_the_others() {
    let folder = two_streams();
    let all = folder.call(&["preview", "two.yaml", "-n", "12"]).done().lines();
    let others: Vec<_> = all.into_iter().filter(|record| record["stream"] == "others").collect();
    let called = folder.call(&["preview", "two.yaml", "--stream", "others", "-n", "2"]).done();
    assert_eq!(called.lines(), others);
}

#[test]
fn an_unknown_stream_is_wrong_usage_with_the_nearest_one() {
    let folder = two_streams();
    folder.call(&["preview", "two.yaml", "--stream", "greeting"]).refused(2, "did you mean `greetings`?");
    folder
        .call(&["preview", "two.yaml", "--stream", "x"])
        .refused(2, "the streams are `greetings`, `others`");
}

#[test]
fn a_later_look_shows_the_same_events() {
    let folder = Folder::hello();
    let all = folder.call(&["preview", "hello.yaml", "-n", "20"]).done().lines();
    for from in ["00:00:02", "2s"] {
        let later = folder.call(&["preview", "hello.yaml", "--from", from, "-n", "10"]).done().lines();
        assert_eq!(later, all[10..]);
    }
}

#[test]
fn seed_and_start_change_what_they_should() {
    let folder = Folder::hello();
    let (of, changed) = (["preview", "hello.yaml"], ["preview", "hello.yaml", "--seed", "2"]);
    let (one, two) = (folder.call(&of).done().lines(), folder.call(&changed).done().lines());
    assert_ne!(one[0]["payload"]["id"], two[0]["payload"]["id"]);
    assert_eq!(one[0]["at"], two[0]["at"]);
    let changed = ["preview", "hello.yaml", "--start", "2027-01-01"];
    let moved = folder.call(&changed).done().lines();
    assert_eq!(moved[0]["at"], "2027-01-01T00:00:00.000Z");
}

#[test]
fn two_previews_are_the_same_bytes_wherever_they_are_made() {
    let (folder, elsewhere) = (Folder::hello(), Folder::new());
    let path = folder.join("hello.yaml").display().to_string();
    let here = folder.call(&["preview", "hello.yaml", "-n", "100"]).done();
    assert_eq!(elsewhere.call(&["preview", &path, "-n", "100"]), here);
}

#[test]
fn one_stream_that_has_fewer_events_ends_though_another_goes_on_for_ever() {
    let text = format!(
        "{HELLO}  few:\n    emit: greeting\n    topic: few\n    phases:\n      - once: hold 1/s for 3s\n"
    );
    let folder = Folder::with("few.yaml", &text);
    let called = folder.call(&["preview", "few.yaml", "--stream", "few", "--from", "1s"]).done();
    let indices: Vec<_> = called.lines().iter().map(|record| record["index"].as_u64()).collect();
    assert_eq!(indices, [Some(2), Some(3)]);
}

#[test]
fn a_preview_from_behind_the_end_says_that_nothing_is_planned() {
    let folder = Folder::with("hello.yaml", &HELLO.replace("hold 5/s", "hold 5/s for 1m"));
    let called = folder.call(&["preview", "hello.yaml", "--from", "1h30m"]).done();
    assert_eq!((called.out.as_str(), called.err.as_str()), ("", "nothing is planned from 1h30m on\n"));
    let called = folder
        .call(&["preview", "hello.yaml", "--from", "1h", "--stream", "greetings", "--stats", "9"])
        .done();
    assert_eq!(called.err, "nothing of `greetings` is planned from 1h on\n");
}
