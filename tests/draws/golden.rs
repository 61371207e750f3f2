//! Generation 1: a change here breaks the promise of the same bytes for ever.
//!
//! The upgrade of a crate that moves one of these values needs a new generation, beside which the old one
//! stays.

use crate::{Drawer, cases};
use bumpalo::Bump;
use rushhour::formula::draws;
use rushhour::random::GENERATION;
use rushhour::value::{Value, write_text};
use std::fmt::Write;

fn line(out: &mut String, title: &str, drawer: &Drawer, count: u64) {
    let arena = Bump::new();
    writeln!(out, "{title}").expect("a string grows");
    for index in 0..count {
        let mut text = Vec::new();
        write_text(&drawer.at(index, &arena).expect("a value"), &mut text);
        writeln!(out, "  {}", String::from_utf8(text).expect("text")).expect("a string grows");
    }
}

#[test]
fn the_first_values_of_every_draw_stay_what_they_are() {
    let cases = cases::all();
    let mut out = String::new();
    for draw in draws::ALL {
        let example = cases.iter().find(|case| case.draw == draw.signature.name).expect("a case");
        let place = format!("golden/{}", draw.signature.name);
        line(&mut out, draw.signature.example, &Drawer::new(draw, &example.arguments, &place), 10);
    }
    insta::assert_snapshot!(format!("generation_{GENERATION}"), out);
}

#[test]
fn the_first_values_of_every_invented_thing_stay_what_they_are() {
    let fake = draws::find("fake").expect("a draw");
    let mut out = String::new();
    for topic in draws::fake::topics() {
        let mut locales = draws::fake::locales(topic);
        if locales.is_empty() {
            locales.push("en");
        }
        for locale in locales {
            let title = format!("fake({topic}, locale={locale})");
            let arguments = [Value::Text(topic), Value::Text(locale)];
            line(&mut out, &title, &Drawer::new(fake, &arguments, &title), 2);
        }
    }
    insta::assert_snapshot!(format!("generation_{GENERATION}_fake"), out);
}
