//! Single edits of a journey and of what stands around it, each with what exactly it may move.

use crate::clicks::{Click, whole};
use crate::harness::{Sent, plan};
use crate::model::HEAD;
use std::collections::{BTreeMap, HashMap};

const LOOK: &str = "      LOOK:
        let: { item: =pick(products), pause: '=uniform(1s..9s)' }
        emit: click
        set: { steps: =steps + 1 }
        next: LOOK 40%, ADD 30%, PAY 10% if size(cart) > 0, end
        wait: =pause
";
const ADD: &str = "      ADD:
        let: { item: =pick(products), pause: '=exponential(4s)' }
        emit: click
        set: { cart: '=append(cart, item)', steps: =steps + 1 }
        next: LOOK 70%, PAY 20%, end
        wait: =pause
";
const PAY: &str = "      PAY:
        let: { item: =pick(cart), pause: =2s }
        emit: click
        set: { cart: '=[]', steps: =steps + 1 }
        next: LOOK 50%, end
        wait: =pause
";
const WAYS: &str = "
scenario: ways
events: { click: { payload: { index: =session.index, step: =step } } }
journeys:
  shopper:
    steps:
";
const TRAFFIC: &str = "traffic:
  shop:
    emit: sessions of shopper
    topic: clicks
    phases: [ { all: hold 2/s for 5m } ]
";

fn scenario(steps: &[&str]) -> String {
    format!(
        "{HEAD}journeys:\n  shopper:\n    actor: user in users\n    state: {{ cart: [], steps: 0, luck: =int(1..6) }}\n    \
         steps:\n{}{TRAFFIC}",
        steps.concat()
    )
}

fn base() -> String {
    scenario(&[LOOK, ADD, PAY])
}

/// A text with one piece of it replaced.
fn edited(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1)
}

fn sent(text: &str) -> Vec<Sent> {
    whole(&plan(text))
}

/// Each step by its session, its name and how often the session had made it before.
fn visits(sent: &[Sent]) -> BTreeMap<(u64, String, u64), Click> {
    let mut made: HashMap<(u64, String), u64> = HashMap::new();
    let visits = sent.iter().map(Click::of).map(|click| {
        let visit = made.entry((click.index, click.step.clone())).or_default();
        *visit += 1;
        ((click.index, click.step.clone(), *visit), click)
    });
    visits.collect()
}

#[test]
fn a_let_more_in_a_step_moves_nothing() {
    let more =
        edited(&base(), "item: =pick(products), pause", "more: =int(1..9), item: =pick(products), pause");
    assert_eq!(sent(&more), sent(&base()));
}

#[test]
fn steps_in_another_order_are_the_same_steps() {
    assert_eq!(sent(&scenario(&[LOOK, PAY, ADD])), sent(&base()));
}

#[test]
fn another_wait_moves_times_alone() {
    let (before, after) =
        (visits(&sent(&base())), visits(&sent(&edited(&base(), "wait: =pause", "wait: =pause * 2"))));
    assert!(before.keys().eq(after.keys()), "sessions go other ways");
    let mut moved = 0;
    for (before, after) in before.values().zip(after.values()) {
        assert_eq!(Click { due: before.due, ..after.clone() }, *before);
        moved += usize::from(before.due != after.due);
    }
    assert!(moved > 500, "{moved}");
}

#[test]
fn another_weight_leaves_the_draws_of_every_step() {
    let (before, after) = (visits(&sent(&base())), visits(&sent(&edited(&base(), "ADD 30%", "ADD 20%"))));
    let mut common = 0;
    for (of, before) in &before {
        let Some(after) = after.get(of) else { continue };
        common += 1;
        assert_eq!((&before.mark, before.luck, before.user), (&after.mark, after.luck, after.user), "{of:?}");
        // what is taken from a cart depends on what is in it
        if of.1 != "PAY" {
            assert_eq!((&before.item, before.pause), (&after.item, after.pause), "{of:?}");
        }
    }
    assert!(common > 1_000 && common < before.len(), "{common} of {}", before.len());
}

#[test]
fn a_detour_leaves_the_ways_of_the_steps_around_it() {
    let ways = |detour: &str| {
        let look = "      LOOK: { emit: click, next: 'SIDE 40%, LOOK 30%, end' }\n";
        let side = format!("      SIDE: {{ emit: click, next: '{detour}' }}\n");
        let text = format!("{WAYS}{look}{side}{TRAFFIC}");
        let mut ways: BTreeMap<u64, Vec<String>> = BTreeMap::new();
        for sent in sent(&text) {
            let fields = sent.fields();
            ways.entry(fields["index"].as_u64().unwrap()).or_default().push(fields["step"].to_string());
        }
        // what lies between two looks is one detour, however long
        ways.values_mut().for_each(Vec::dedup);
        ways
    };
    let (straight, long) = (ways("LOOK"), ways("SIDE 60%, LOOK"));
    assert_eq!(straight.len(), 600);
    assert_eq!(straight, long);
}

#[test]
fn another_draw_in_a_step_leaves_the_other_steps() {
    let other = edited(&base(), "'=exponential(4s)'", "'=uniform(3s..5s)'");
    let (before, after) = (visits(&sent(&base())), visits(&sent(&other)));
    assert!(before.keys().eq(after.keys()));
    for ((_, step, _), (before, after)) in before.keys().zip(before.values().zip(after.values())) {
        assert_eq!(before.pause == after.pause, step != "ADD");
        assert_eq!(Click { due: before.due, pause: before.pause, ..after.clone() }, *before);
    }
}

#[test]
fn a_field_more_leaves_the_others() {
    let more = edited(&base(), "      mark: =uuid()", "      more: =uuid()\n      mark: =uuid()");
    let clicks = |text: &str| sent(text).iter().map(Click::of).collect::<Vec<_>>();
    assert_eq!(clicks(&more), clicks(&base()));
}

#[test]
fn a_stream_and_a_journey_more_leave_the_others() {
    let other = "  ghost: { emit: steps of lurker, topic: other, phases: [ { all: hold 5/s for 5m } ] }\n";
    let lurker = "  lurker:\n    actor: who in users\n    steps:\n      LOOK: { emit: sight, next: 'LOOK 50%, end' }\n";
    let text = edited(&base(), "journeys:\n", &format!("journeys:\n{lurker}"));
    let text = edited(&text, "traffic:\n", &format!("traffic:\n{other}"));
    let text =
        edited(&text, "events:\n", "events:\n  sight: { payload: { id: =uuid(), session: =session.id } }\n");
    let mut both = sent(&text);
    let count = both.len();
    both.retain(|sent| sent.stream == "shop");
    assert!(both.len() < count);
    assert_eq!(both, sent(&base()));
}

#[test]
fn an_overlay_has_sessions_and_numbers_of_its_own() {
    let with = format!("{}    overlays: [ {{ sale: x3 at 1m for 1m }} ]\n", base());
    let (phases, overlay): (Vec<Sent>, Vec<Sent>) =
        sent(&with).into_iter().partition(|sent| !Click::of(sent).session.starts_with("shop-sale-"));
    assert_eq!(phases, sent(&base()));
    let first: Vec<Click> = overlay.iter().map(Click::of).filter(|click| click.count == 1).collect();
    let numbers: Vec<u64> = first.iter().map(|click| click.index).collect();
    assert_eq!(numbers, (1..=240).collect::<Vec<u64>>());
    let ids: Vec<String> = first.iter().map(|click| click.session.clone()).collect();
    assert_eq!(ids[..2], ["shop-sale-1", "shop-sale-2"]);
    let marks = |sent: &[Sent]| sent.iter().map(|sent| Click::of(sent).mark).collect::<Vec<_>>();
    let known = marks(&phases);
    assert!(marks(&overlay).iter().all(|mark| !known.contains(mark)), "an overlay draws by itself");
}

#[test]
fn two_records_of_one_step_draw_apart_and_see_the_same() {
    let text = edited(&base(), "emit: click", "emit: [click, echo]");
    let sent = sent(&edited(&text, "  click:\n", "  echo: { extends: click }\n  click:\n"));
    let looks: Vec<Click> = sent.iter().map(Click::of).filter(|click| click.step == "LOOK").collect();
    for pair in looks.chunks(2) {
        let [click, echo] = pair else { panic!("one alone: {pair:?}") };
        assert_ne!(click.mark, echo.mark);
        assert_eq!(Click { mark: click.mark.clone(), ..echo.clone() }, *click);
    }
    assert!(looks.len() > 1_000);
}
