//! `rushhour plan`: what it shows, and what its hash depends on.

use crate::folder::{Folder, HELLO};
use serde_json::Value;

/// The plan as JSON, of a scenario under any name, in any folder.
#[track_caller]
fn plan(text: &str, options: &[&str]) -> Value {
    let folder = Folder::with("any.yaml", text);
    let arguments = [&["plan", "any.yaml", "--format", "json"], options].concat();
    serde_json::from_str(&folder.call(&arguments).done().out).unwrap()
}

#[track_caller]
fn hash(text: &str, options: &[&str]) -> String {
    plan(text, options)["hash"].as_str().unwrap().to_owned()
}

const PHASES: &str = "
      - steady: hold 5/s for 1m
      - quiet: pause 10s
      - flash: burst 100";

fn phases() -> String {
    HELLO.replace("\n      - steady: hold 5/s", PHASES)
}

#[test]
fn people_read_streams_phases_and_totals() {
    let called = Folder::with("hello.yaml", &phases()).call(&["plan", "hello.yaml"]).done();
    // The gallery's snapshots hold hashes; here every one of them would do.
    let (shown, hash) = called.out.trim_end().rsplit_once("\nplan ").unwrap();
    assert!(hash.len() == 32 && hash.chars().all(|digit| digit.is_ascii_hexdigit()), "{hash}");
    insta::assert_snapshot!(shown);
    assert_eq!(called.err, "");
}

#[test]
fn what_is_drawn_is_counted_to_its_end_and_what_has_none_is_called_endless() {
    let drawn = HELLO.replace("hold 5/s", "hold 1..9/h redrawn every 1h for 2d");
    let called = Folder::with("hello.yaml", &drawn).call(&["plan", "hello.yaml"]).done();
    assert!(called.out.contains(" events in 48:00:00"), "{}", called.out);
    let endless = Folder::hello().call(&["plan", "hello.yaml"]).done();
    assert!(endless.out.contains("total: without end, until stopped"), "{}", endless.out);
}

#[test]
fn programs_read_exact_numbers() {
    let plan = plan(&phases(), &[]);
    assert_eq!(plan["events"], 400);
    assert_eq!(plan["length_ns"], 70_000_000_000_i64);
    assert_eq!(plan["topics"], serde_json::json!(["greetings"]));
    let events: Vec<_> =
        plan["streams"][0]["phases"].as_array().unwrap().iter().map(|p| &p["events"]).collect();
    assert_eq!(events, [300, 0, 100]);
}

#[test]
fn options_take_the_place_of_what_is_written() {
    assert_eq!(plan(HELLO, &["--seed", "7"])["seed"], 7);
    let start = &plan(HELLO, &["--start", "2026-11-27T08:00:00Z"])["start"];
    assert_eq!(start, "2026-11-27T08:00:00.000Z");
    let text =
        HELLO.replace("events:", "let: { peak: 5 }\nevents:").replace("hold 5/s", "hold (peak)/s for 1m");
    assert_eq!(plan(&text, &[])["events"], 300);
    assert_eq!(plan(&text, &["--let", "peak=7"])["events"], 420);
}

#[test]
fn a_start_that_is_no_time_is_wrong_usage() {
    Folder::hello().call(&["plan", "hello.yaml", "--start", "soon"]).refused(2, "--start soon");
}

#[test]
fn the_hash_does_not_see_how_a_scenario_is_written() {
    let same = [
        format!("# a comment\n{HELLO}\n\n# another\n"),
        HELLO.replace("scenario: hello", "scenario: \"hello\""),
        HELLO.replace("topic: greetings", "topic: 'greetings'   # quoted"),
        HELLO.replace("=uuid()", "\"=uuid()\""),
        HELLO.replace("=uuid()", "= uuid( )"),
        HELLO.replace("choice(hello 60%, hi 40%)", "choice( hello 60%,hi   40% )"),
        HELLO.replace("hold 5/s", "hold  5 / s"),
        HELLO.replace("    payload:\n", "\n\n    payload:\n\n"),
        HELLO.replace("      - steady: hold 5/s", "    - steady: hold 5/s"),
    ];
    for text in same {
        assert_eq!(hash(&text, &[]), hash(HELLO, &[]), "{text}");
    }
}

#[test]
fn the_hash_sees_whatever_changes_an_event() {
    let mut hashes: Vec<String> = [
        HELLO.to_owned(),
        HELLO.replace("=uuid()", "=hex(32)"),
        HELLO.replace("hello 60%, hi 40%", "hello 50%, hi 50%"),
        HELLO.replace("choice(hello", "choice(hallo"),
        HELLO.replace("topic: greetings", "topic: others"),
        HELLO.replace("topic: greetings", "topic: greetings\n    key: a"),
        HELLO.replace("hold 5/s", "hold 6/s"),
        HELLO.replace("hold 5/s", "hold 5/s for 1h"),
        HELLO.replace("at: =now", "when: =now"),
        HELLO.replace("at: =now", "at: now"),
    ]
    .iter()
    .map(|text| hash(text, &[]))
    .collect();
    hashes.push(hash(HELLO, &["--seed", "2"]));
    hashes.push(hash(HELLO, &["--start", "2026-01-02"]));
    let all = hashes.len();
    hashes.sort();
    hashes.dedup();
    assert_eq!(hashes.len(), all);
}

#[test]
fn a_plan_holds_nothing_of_its_surroundings() {
    let (folder, elsewhere) = (Folder::hello(), Folder::new());
    let path = folder.join("hello.yaml").display().to_string();
    for format in ["human", "json"] {
        let here = folder.call(&["plan", "hello.yaml", "--format", format]).done();
        assert_eq!(folder.call(&["plan", "hello.yaml", "--format", format]), here, "a second time");
        assert_eq!(elsewhere.call(&["plan", &path, "--format", format]), here, "from another folder");
        assert_eq!(folder.call(&["plan", "./hello.yaml", "--format", format]), here, "by another path");
    }
}

#[test]
fn a_wrong_scenario_has_no_plan() {
    let folder = Folder::with("wrong.yaml", &HELLO.replace("hold 5/s", "hold 5/fortnight"));
    let called = folder.call(&["plan", "wrong.yaml"]).refused(3, "wrong.yaml: 1 error");
    assert_eq!(called.out, "");
    folder.call(&["plan", "missing.yaml"]).refused(3, "missing.yaml: ");
}

#[test]
fn bytes_are_those_of_keys_payloads_and_headers() {
    let text = phases().replace(
        "      id: =uuid()\n      text: =choice(hello 60%, hi 40%)\n      at: =now\n",
        "      id: 123456\n    key: abc\n    headers: { de: f }\n",
    );
    // {"id":123456}, abc, de, f
    let sizes = &plan(&text, &[])["sizes"];
    assert_eq!(sizes["bytes_per_event"], 19.0, "{sizes}");
    assert_eq!(sizes["bytes"], 400.0 * 19.0);
    assert_eq!(sizes["peak_bytes"], 1_900.0);
    let called = Folder::with("hello.yaml", &text).call(&["plan", "hello.yaml"]).done();
    assert!(
        called.out.contains("\nbytes: ~19 B an event, 7.6 kB altogether, 1.9 kB/s at the peak\n"),
        "{}",
        called.out
    );
}

#[test]
fn phases_tell_what_their_rate_does() {
    let text = HELLO.replace("hold 5/s", "hold 5/s for 1m\n      - up: ramp 5/s -> 9/s over 10s");
    let phases = &plan(&text, &[])["streams"][0]["phases"];
    assert_eq!(phases[0]["rates"]["first"], 5.0);
    let up = serde_json::json!({ "first": 5.0, "last": 9.0, "low": 5.0, "high": 9.0, "one_way": true });
    assert_eq!(phases[1]["rates"], up);
}

#[test]
fn phases_behind_the_first_day_of_a_stream_without_end_tell_their_rates() {
    let late = "hold 5/s for 2d\n      - up: ramp 5/s -> 9/s over 10s\n      - on: wave 9/s +-4/s every 12h";
    let phases = &plan(&HELLO.replace("hold 5/s", late), &[])["streams"][0]["phases"];
    let known = |phase: usize| ["first", "low", "high"].map(|rate| phases[phase]["rates"][rate].as_f64());
    assert_eq!(known(1), [Some(5.0), Some(5.0), Some(9.0)]);
    assert_eq!(known(2), [Some(9.0), Some(5.0), Some(13.0)]);
}

#[test]
fn a_phase_whose_end_has_passed_is_warned_of() {
    let text = HELLO.replace("start: 2026-01-01T00:00:00Z\n", "").replace(
        "hold 5/s",
        "hold 5/s until 2025-12-31T12:00\n      - flash: burst 3\n      - later: hold 5/s for 1m",
    );
    let called = Folder::with("hello.yaml", &text).call(&["plan", "hello.yaml"]).done();
    assert_eq!(
        called.err,
        "warning[W0706]: phase `steady` of stream `greetings` is never reached: `hold 5/s until 2025-12-31T12:00` has \
         ended when it begins, at 2026-01-01T00:00:00.000Z\n"
    );
    let earlier = ["plan", "hello.yaml", "--start", "2025-12-31T11:00:00Z"];
    assert_eq!(Folder::with("hello.yaml", &text).call(&earlier).done().err, "");
}

#[test]
fn a_peak_beyond_any_machine_is_warned_of_beside_the_plan() {
    let plan = |line: &str| {
        let folder = Folder::with("hello.yaml", &HELLO.replace("hold 5/s", line));
        ["human", "json"].map(|format| folder.call(&["plan", "hello.yaml", "--format", format]).done())
    };
    for called in plan("hold 100M/s for 2s") {
        assert!(
            called
                .err
                .starts_with("warning: the busiest second has 100,000,000 events, and this machine composes")
        );
        assert!(!called.out.contains("machine"), "{}", called.out);
    }
    for called in plan("hold 50k/s for 2s") {
        assert_eq!(called.err, "");
    }
}

#[test]
fn a_curve_is_named_with_its_fingerprint_which_the_hash_follows() {
    let text = HELLO.replace("hold 5/s", "repeat 2 times { curve day.csv x2; pause 1s }");
    let folder = Folder::with("hello.yaml", &text);
    let plan = |points: &str| -> Value {
        folder.write("day.csv", points);
        serde_json::from_str(&folder.call(&["plan", "hello.yaml", "--format", "json"]).done().out).unwrap()
    };
    let (first, second) = (plan("time,rate\n0,1\n10,3\n"), plan("time,rate\n0,1\n10,3.0\n"));
    assert_eq!((&first["events"], &second["events"]), (&80.into(), &80.into()));
    assert_eq!(first["curves"][0]["file"], "day.csv");
    assert_ne!(first["curves"][0]["fingerprint"], second["curves"][0]["fingerprint"]);
    assert_ne!(first["hash"], second["hash"]);
    let shown = folder.call(&["plan", "hello.yaml"]).done().out;
    assert!(shown.contains("curve from day.csv ("), "{shown}");
}

#[test]
fn long_plans_tell_dates_and_drawn_times_are_rounded() {
    let shown = |line: &str, often: &str| {
        let overlay = format!("    overlays:\n      - odd: x8 randomly {often} for 90s..4m\n");
        let text = HELLO.replace("hold 5/s\n", &format!("{line}\n{overlay}"));
        Folder::with("hello.yaml", &text).call(&["plan", "hello.yaml"]).done().out
    };
    let long = shown("hold 5/s for 3d", "3/day");
    assert!(long.contains("steady  Thu Jan 1 00:00     Sun Jan 4 00:00"), "{long}");
    assert!(long.contains("+ odd   Fri Jan 2 20:35:57  Fri Jan 2 20:38:58"), "{long}");
    let short = shown("hold 5/s for 6h", "1/h");
    let windows = short.lines().filter(|line| line.trim_start().starts_with('+'));
    let fractions = windows.flat_map(str::split_whitespace).filter_map(|word| word.split_once('.'));
    let fractions: Vec<usize> =
        fractions.filter(|(whole, _)| whole.contains(':')).map(|(_, fraction)| fraction.len()).collect();
    assert_eq!(fractions, [3, 3], "{short}");
}
