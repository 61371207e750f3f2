//! `rushhour plan --svg` and `--html`: whole documents of their own, the same every time, with nothing in them
//! that a scenario could smuggle in.

use crate::folder::{Folder, HELLO};

/// Two streams; wherever a text is free there is markup in it.
const ODD: &str = "\
scenario: \"<script>alert('1')</script> & co\"
about: \"a < b && c > \\\"d\\\"\"
start: 2026-11-27T11:50
timezone: Europe/Berlin
catalogs:
  things: { rows: 3, fields: { \"<i>\": =unique(int(1..9)) } }
events:
  odd:
    key: <b>
    headers: { \"<h>\": \"</pre><script>\" }
    payload: { \"</pre>\": \"<script>&amp;\\u0001\", thing: =pick(things), items: [1, { a: {} }] }
  raw: { payload: \"<script>{{ event.index }}\" }
traffic:
  first:
    emit: odd 60%, raw 40%
    topic: odds
    phases:
      - warm: ramp 0 -> 100/s over 10s
      - flash: burst 1000
      - mixed: switch every 1s { low 5..15/s 80%; high 40..80/s 20% } for 1m
  second: { emit: [odd, raw], topic: evens, phases: [ all: hold 5/s for 30s ] }
";

fn drawn(text: &str) -> (String, String) {
    let folder = Folder::with("a.yaml", text);
    folder.call(&["plan", "a.yaml", "--svg", "a.svg", "--html", "a.html"]).done();
    (folder.read("a.svg"), folder.read("a.html"))
}

/// Every element that is opened is closed, in order, and every attribute is quoted.
#[track_caller]
fn assert_well_formed(text: &str) {
    const VOID: [&str; 3] = ["meta", "br", "!doctype"];
    let mut open: Vec<&str> = Vec::new();
    for behind in text.split('<').skip(1) {
        let (tag, _) = behind.split_once('>').unwrap_or_else(|| panic!("`<{behind}` has no end"));
        let name = tag.split([' ', '/', '\n']).find(|part| !part.is_empty()).unwrap();
        assert!(tag.matches('"').count().is_multiple_of(2), "<{tag}>");
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "</{name}>");
        } else if !tag.ends_with('/') && !VOID.contains(&name) {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
    for entity in text.split('&').skip(1) {
        let (name, _) = entity.split_once(';').unwrap_or(("", ""));
        assert!(["amp", "lt", "gt", "quot", "#39"].contains(&name), "&{entity}");
    }
}

#[test]
fn pictures_and_pages_are_well_formed_whatever_a_scenario_holds() {
    let (svg, html) = drawn(ODD);
    for text in [&svg, &html] {
        assert_well_formed(text);
        assert!(!text.contains("<script") && !text.contains('\u{1}'));
        assert!(text.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; co"));
    }
    assert!(html.contains("&lt;/pre&gt;"), "{html}");
}

#[test]
fn a_page_needs_nothing_from_elsewhere() {
    let (svg, html) = drawn(ODD);
    let svg = svg.replace("http://www.w3.org/2000/svg", "");
    for text in [svg, html] {
        for word in ["http:", "https:", "//", " src=", " href=", "url(", "@import"] {
            assert!(!text.contains(word), "{word} in {text}");
        }
    }
}

#[test]
fn pictures_and_pages_do_not_change_from_time_to_time() {
    assert_eq!(drawn(ODD), drawn(ODD));
}

#[test]
fn a_page_holds_all_of_the_plan() {
    let (_, html) = drawn(ODD);
    let parts = [
        "prefers-color-scheme: dark",
        "Busiest second",
        "ramp 0/s -&gt; 100/s over 10s",
        "0 → 100",
        "odd of first, raw of first",
        "&lt;i&gt;",
        "raw <span class=\"faint\">of second</span>",
        "<footer><span class=\"mono\">plan ",
    ];
    for part in parts {
        assert!(html.contains(part), "{part} in {html}");
    }
    assert_eq!(html.matches("<article").count(), 4 * 3);
}

#[test]
fn overlays_have_lanes_of_their_own() {
    let phases =
        "hold 5/s for 1h\n    overlays:\n      - sale: x3 at 10m for 5m\n      - outage: x0 at 30m for 6m";
    let text = HELLO.replace("hold 5/s", phases);
    let (svg, html) = drawn(&text);
    for text in [&svg, &html] {
        assert_well_formed(text);
        // a sixth of the hour behind its beginning, a twelfth of it long; so the outage
        let lane = "<rect class=\"overlay\" x=\"209.8\" y=\"24\" width=\"71.7\" height=\"13\" rx=\"3\"><title>sale: x3 ";
        assert!(text.contains(lane), "{text}");
        assert!(text.contains("<rect class=\"cut\" x=\"500.5\" y=\"40\" width=\"86.2\""), "{text}");
    }
    assert!(html.contains("<td>+ sale</td>") && html.contains("<td>- outage</td>"), "{html}");
}

#[test]
fn a_straight_ramp_is_a_straight_line_over_its_whole_time() {
    let ramp = HELLO.replace("hold 5/s", "ramp 0 -> 100/s over 10s");
    let (svg, _) = drawn(&ramp);
    let line = svg.lines().find(|line| line.contains("class=\"line c0\"")).unwrap();
    // from the left edge at the bottom to the right edge at the top; `H` goes on at the same height
    let path = line.split('"').nth(3).unwrap();
    let points: Vec<(f64, f64)> = path
        .split(['M', 'L'])
        .skip(1)
        .map(|point| {
            let (x, y) = point.split_once(' ').unwrap();
            (x.parse().unwrap(), y.split('H').next().unwrap().parse().unwrap())
        })
        .collect();
    assert!(points.len() < 40, "{path}");
    for (x, y) in points {
        let straight = 266.0 - (x - 64.0) / (936.0 - 64.0) * 240.0;
        assert!((y - straight).abs() <= 0.2, "{x} {y} in {path}");
    }
    assert!(path.starts_with("M64 ") && path.ends_with("H936"), "{path}");
}

#[test]
fn without_events_there_is_a_picture_all_the_same() {
    for line in ["burst 5", "pause 1m", "hold 0", "pause 1ns", "hold 100M/s for 1ns"] {
        let (svg, html) = drawn(&HELLO.replace("hold 5/s", line));
        assert_well_formed(&svg);
        assert_well_formed(&html);
    }
}

#[test]
fn a_file_that_cannot_be_written_is_wrong_usage() {
    for option in ["--svg", "--html"] {
        let folder = Folder::hello();
        folder.call(&["plan", "hello.yaml", option, "no/such/place"]).refused(2, "error: no/such/place: ");
    }
}
