//! The texts of a pattern as a numbered set, for `unique`.
//!
//! Texts can be numbered where each can be made in one way only. That is certain where the pieces of a
//! sequence have fixed lengths (all but one of them), what is repeated has a fixed length, and alternatives
//! begin with different characters or are plain words; other patterns are not counted.

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind};
use std::collections::HashSet;

/// Finitely many different texts, numbered from 0.
#[derive(Debug)]
pub(super) struct Strings {
    count: u64,
    /// In characters, where all texts have the same.
    length: Option<u64>,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Literal(String),
    Class(Vec<(char, char)>),
    Sequence(Vec<Strings>),
    OneOf(Vec<Strings>),
    Repeat(Box<Strings>, u32),
}

impl Strings {
    pub(super) fn of(hir: &Hir) -> Option<Self> {
        match hir.kind() {
            HirKind::Empty => Some(Self { count: 1, length: Some(0), kind: Kind::Literal(String::new()) }),
            HirKind::Literal(literal) => {
                let text = std::str::from_utf8(&literal.0).ok()?.to_owned();
                Some(Self { count: 1, length: Some(text.chars().count() as u64), kind: Kind::Literal(text) })
            }
            HirKind::Class(class) => {
                let ranges =
                    unicode(class)?.iter().map(|range| (range.start(), range.end())).collect::<Vec<_>>();
                let count = class_sizes(&ranges).sum();
                Some(Self { count, length: Some(1), kind: Kind::Class(ranges) })
            }
            HirKind::Concat(parts) => Self::sequence(parts.iter().map(Self::of).collect::<Option<_>>()?),
            HirKind::Alternation(parts) => Self::one_of(parts),
            HirKind::Repetition(repetition) => {
                Self::repeat(Self::of(&repetition.sub)?, repetition.min, repetition.max?)
            }
            HirKind::Capture(capture) => Self::of(&capture.sub),
            HirKind::Look(_) => None,
        }
    }

    fn sequence(parts: Vec<Self>) -> Option<Self> {
        if parts.iter().filter(|part| part.length.is_none()).count() > 1 {
            return None;
        }
        let count = parts.iter().try_fold(1_u64, |count, part| count.checked_mul(part.count))?;
        let length = parts.iter().map(|part| part.length).sum();
        Some(Self { count, length, kind: Kind::Sequence(parts) })
    }

    fn one_of(parts: &[Hir]) -> Option<Self> {
        if !differ(parts) {
            return None;
        }
        let parts = parts.iter().map(Self::of).collect::<Option<Vec<_>>>()?;
        let count = parts.iter().try_fold(0_u64, |count, part| count.checked_add(part.count))?;
        let length =
            parts.first()?.length.filter(|_| parts.windows(2).all(|pair| pair[0].length == pair[1].length));
        Some(Self { count, length, kind: Kind::OneOf(parts) })
    }

    fn repeat(part: Self, min: u32, max: u32) -> Option<Self> {
        let length = part.length.filter(|length| *length > 0)?;
        let times = |count: u64, times: u32| count.checked_pow(times);
        let count = (min..=max).try_fold(0_u64, |sum, n| sum.checked_add(times(part.count, n)?))?;
        let length = (min == max).then(|| length * u64::from(min));
        Some(Self { count, length, kind: Kind::Repeat(Box::new(part), min) })
    }

    pub(super) const fn count(&self) -> u64 {
        self.count
    }

    /// Appends text `number`, which is below the count.
    pub(super) fn write(&self, mut number: u64, out: &mut bumpalo::collections::String) {
        match &self.kind {
            Kind::Literal(text) => out.push_str(text),
            Kind::Class(ranges) => {
                for ((start, end), size) in ranges.iter().zip(class_sizes(ranges)) {
                    if number < size {
                        let letter = usize::try_from(number).ok().and_then(|nth| (*start..=*end).nth(nth));
                        out.extend(letter);
                        return;
                    }
                    number -= size;
                }
            }
            Kind::Sequence(parts) => {
                let mut above = self.count;
                for part in parts {
                    above /= part.count.max(1);
                    part.write(number / above, out);
                    number %= above;
                }
            }
            Kind::OneOf(parts) => {
                for part in parts {
                    if number < part.count {
                        return part.write(number, out);
                    }
                    number -= part.count;
                }
            }
            Kind::Repeat(part, min) => {
                let mut times = *min;
                let mut above = part.count.pow(times);
                while number >= above {
                    number -= above;
                    above *= part.count;
                    times += 1;
                }
                for _ in 0..times {
                    above /= part.count;
                    part.write(number / above, out);
                    number %= above;
                }
            }
        }
    }
}

fn class_sizes(ranges: &[(char, char)]) -> impl Iterator<Item = u64> {
    ranges.iter().map(|(start, end)| (*start..=*end).count() as u64)
}

fn unicode(class: &Class) -> Option<ClassUnicode> {
    match class {
        Class::Unicode(class) => Some(class.clone()),
        Class::Bytes(class) => class.to_unicode_class(),
    }
}

/// Whether it is certain that no text of one alternative is one of another.
fn differ(parts: &[Hir]) -> bool {
    let literal = |part: &Hir| match part.kind() {
        HirKind::Empty => Some(Vec::new()),
        HirKind::Literal(literal) => Some(literal.0.to_vec()),
        _ => None,
    };
    if let Some(literals) = parts.iter().map(literal).collect::<Option<Vec<_>>>() {
        return literals.iter().collect::<HashSet<_>>().len() == parts.len();
    }
    let mut seen = ClassUnicode::empty();
    parts.iter().all(|part| {
        let Some(first) = first(part) else { return false };
        let mut common = seen.clone();
        common.intersect(&first);
        seen.union(&first);
        common.ranges().is_empty()
    })
}

/// The characters that texts of the expression begin with; `None` where a text may be empty.
fn first(hir: &Hir) -> Option<ClassUnicode> {
    match hir.kind() {
        HirKind::Literal(literal) => {
            let letter = std::str::from_utf8(&literal.0).ok()?.chars().next()?;
            Some(ClassUnicode::new([ClassUnicodeRange::new(letter, letter)]))
        }
        HirKind::Class(class) => unicode(class),
        HirKind::Capture(capture) => first(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => first(&repetition.sub),
        HirKind::Concat(parts) => first(parts.first()?),
        HirKind::Alternation(parts) => parts.iter().try_fold(ClassUnicode::empty(), |mut all, part| {
            all.union(&first(part)?);
            Some(all)
        }),
        HirKind::Empty | HirKind::Look(_) | HirKind::Repetition(_) => None,
    }
}
