//! What happens to the records of one stream on their way, and to each of them when it is made.
//!
//! In: an arrival with the values of its event. Out: its fate: dropped, or when it goes out, whether it is broken, and
//! when a copy follows. Everything is drawn from (seed, place, index): a place for each component, event and line.

use super::marks::Marks;
use super::occurrence::Occurrence;
use super::template::Template;
use crate::check::{CheckedDisorder, CheckedDisorderLine};
use crate::formula::weights;
use crate::plan::Plan;
use crate::random::Generator;
use crate::schedule::WindowFinder;
use crate::traffic::disorder::Kind;
use crate::value::Value;

/// What becomes of one record.
#[derive(Debug, Clone)]
pub(super) struct Fate {
    /// When it goes out.
    pub due: i64,
    pub marks: Marks,
    pub is_dropped: bool,
    /// Breaks the payload.
    pub corrupts: Option<Generator>,
    /// How long behind it a copy goes out.
    pub copy: Option<i64>,
    /// Whether a header tells.
    pub is_labelled: bool,
}

impl Fate {
    /// Nothing happens.
    pub const fn none(due: i64) -> Self {
        Self { due, marks: Marks::NONE, is_dropped: false, corrupts: None, copy: None, is_labelled: false }
    }
}

/// The lines of one stream.
pub(super) struct Disorder {
    /// The windows of each line that has some.
    windows: Vec<Option<WindowFinder>>,
}

impl Disorder {
    /// `None` where the stream has none.
    pub fn new(plan: &Plan, stream: usize) -> Option<Self> {
        let lines = &plan.checked.streams[stream].disorder.lines;
        let windows = |line: &CheckedDisorderLine| plan.windows_of(stream, line);
        (!lines.is_empty()).then(|| Self { windows: lines.iter().map(windows).collect() })
    }

    /// What becomes of a record. Of several lines of a kind the first one that takes it counts, but every `hold` does.
    pub fn fate(&mut self, template: &Template, occurrence: &Occurrence, slots: &[Value]) -> Fate {
        let around = &template.around;
        let arrival = &occurrence.arrival;
        let CheckedDisorder { lines, label } = &around.plan.checked.streams[around.source.stream].disorder;
        let (keys, conditions) = (&template.planned.disorder, &template.event.disorder);
        let mut fate = Fate { is_labelled: *label, ..Fate::none(arrival.due) };
        let mut taken: Option<Kind> = None;
        for (number, CheckedDisorderLine { line, .. }) in lines.iter().enumerate() {
            if taken == Some(line.kind) || !conditions[number].holds(slots) {
                continue;
            }
            // what is held is held when it would go out; everything else is decided when the event happens
            let at = if line.kind == Kind::Hold { fate.due } else { arrival.due };
            let window = match &mut self.windows[number] {
                None => None,
                Some(windows) => match windows.at(arrival.due, at) {
                    None => continue,
                    found => found,
                },
            };
            if let (Kind::Hold, Some(window)) = (line.kind, window) {
                let behind = i128::from(fate.due - window.start) * i128::from(line.length.0);
                let behind = behind / i128::from((window.end - window.start).max(1));
                let behind = i64::try_from(behind).unwrap_or(i64::MAX);
                fate.due = window.end.saturating_add(behind);
                fate.marks = fate.marks.with(Marks::HELD);
                continue;
            }
            let mut generator = occurrence.generator(keys[number]);
            if generator.below(weights::WHOLE) >= line.share {
                continue;
            }
            taken = Some(line.kind);
            match line.kind {
                Kind::Late => {
                    fate.due = fate.due.saturating_add(length(&mut generator, line.length));
                    fate.marks = fate.marks.with(Marks::LATE);
                }
                Kind::Duplicate => fate.copy = Some(length(&mut generator, line.length)),
                Kind::Drop => fate.is_dropped = true,
                Kind::Corrupt => fate.corrupts = Some(generator),
                Kind::Hold => {}
            }
        }
        fate
    }
}

/// A length from a range, both ends in.
fn length(generator: &mut Generator, (low, high): (i64, i64)) -> i64 {
    low.saturating_add_unsigned(generator.whole(0..=high.saturating_sub(low).unsigned_abs()))
}

/// Breaks bytes that are not empty: cut short, or with one byte changed.
pub(super) fn corrupt(generator: &mut Generator, bytes: &mut Vec<u8>, start: usize) {
    let length = (bytes.len() - start) as u64;
    let is_cut = generator.below(2) == 0;
    let place = start + usize::try_from(generator.below(length)).expect("below the length of a payload");
    if is_cut {
        bytes.truncate(place);
    } else {
        let change = u8::try_from(generator.whole(1..=255)).expect("below 256");
        bytes[place] ^= change;
    }
}
