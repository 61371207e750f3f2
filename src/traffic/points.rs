//! The points of a curve: a CSV table with the columns `time` and `rate`.
//!
//! In: the text of a file. Out: offsets and rates in their order, or what is wrong in which line.

use super::decimal::{Decimal, Unfit};
use crate::formula::number::duration_nanos;
use crate::value::Duration;

/// A rate at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// Nanoseconds from the phase's beginning.
    pub at: i64,
    /// Events per second.
    pub rate: Decimal,
}

/// The most points of a curve.
const MOST: usize = 1_000_000;

/// Reads a file: one point at least, none before the one above it.
///
/// # Errors
/// What is wrong, with its line.
pub fn read(text: &str) -> Result<Vec<Point>, String> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|error| words(&error))?.clone();
    let column = |name: &str| headers.iter().position(|header| header == name);
    let (Some(time), Some(rate)) = (column("time"), column("rate")) else {
        let found = headers.iter().map(|header| format!("`{header}`")).collect::<Vec<_>>().join(", ");
        return Err(format!("its first line names the columns `time` and `rate`; this one has {found}"));
    };
    let mut points: Vec<Point> = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| words(&error))?;
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |column: usize| record.get(column).unwrap_or_default();
        let (time, rate) = (cell(time), cell(rate));
        let at = offset(time).ok_or_else(|| {
            format!("line {line}: `{time}` is no time; they are written `90` (seconds), `1h30m` or `01:30`")
        })?;
        let rate = Decimal::parse(rate).map_err(|unfit| match unfit {
            Unfit::Size => format!("line {line}: the rate `{rate}` is too large"),
            Unfit::Form if rate.starts_with('-') => {
                format!("line {line}: the rate `{rate}` is below zero")
            }
            Unfit::Form => {
                format!("line {line}: `{rate}` is no rate; they are events per second, such as `12.5`")
            }
        })?;
        if points.last().is_some_and(|last| last.at > at) {
            return Err(format!("line {line}: `{time}` lies before the time above it"));
        }
        if points.len() == MOST {
            return Err(format!("it has more than {MOST} points"));
        }
        points.push(Point { at, rate });
    }
    if points.is_empty() { Err("it has no points".to_owned()) } else { Ok(points) }
}

/// `90`, `0.5` in seconds; `1h30m`; `01:30`, `01:30:15` as hours and minutes.
fn offset(written: &str) -> Option<i64> {
    if let Ok(nanos) = duration_nanos(written) {
        return Some(nanos);
    }
    if let Some((hours, rest)) = written.split_once(':') {
        let (minutes, seconds) = rest.split_once(':').unwrap_or((rest, "0"));
        let sixty = Decimal::whole(60);
        let number =
            |text: &str| text.parse::<u32>().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()));
        let (hours, minutes, seconds) = (number(hours)?, number(minutes)?, plain(seconds)?);
        if minutes >= 60 || seconds >= sixty {
            return None;
        }
        let whole = i64::from(hours).checked_mul(Duration::HOUR)?;
        let minutes = i64::from(minutes) * Duration::MINUTE;
        return whole.checked_add(minutes)?.checked_add(nanos(seconds)?);
    }
    nanos(plain(written)?)
}

/// Digits, perhaps with decimals, without a scale.
fn plain(written: &str) -> Option<Decimal> {
    Decimal::parse(written).ok().filter(|_| written.ends_with(|c: char| c.is_ascii_digit()))
}

fn nanos(seconds: Decimal) -> Option<i64> {
    i64::try_from(seconds.atoms() / 1_000_000_000).ok()
}

fn words(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { pos, expected_len, len } => {
            let line = pos.as_ref().map_or(0, csv::Position::line);
            format!("line {line} has {len} cells, and the first line has {expected_len}")
        }
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_seconds_durations_or_hours_and_minutes() {
        let seconds = |text: &str| offset(text).map(|nanos| nanos / Duration::MILLISECOND);
        assert_eq!(seconds("90"), Some(90_000));
        assert_eq!(seconds("0.5"), Some(500));
        assert_eq!(seconds("0s"), Some(0));
        assert_eq!(seconds("1h30m"), Some(5_400_000));
        assert_eq!(seconds("01:30"), Some(5_400_000));
        assert_eq!(seconds("36:00:00.25"), Some(129_600_250));
        for wrong in
            ["", "-1", "1:60", "1:00:60", "noon", "1k", "+1:00", "1:2:3:4", "99999999999", "9999999:00"]
        {
            assert_eq!(offset(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn columns_are_found_by_their_names() {
        let points = read("note, rate ,time\nx,5,0\ny,2.5k,10s\n").unwrap();
        let [first, second] = points[..] else { panic!("two points") };
        assert_eq!((first.at, first.rate), (0, Decimal::whole(5)));
        assert_eq!((second.at, second.rate), (10 * Duration::SECOND, Decimal::whole(2_500)));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let said = |text: &str| read(text).unwrap_err();
        assert!(said("").contains("columns `time` and `rate`"));
        assert!(said("a,rate\n0,1\n").contains("this one has `a`, `rate`"));
        assert_eq!(said("time,rate\n"), "it has no points");
        assert_eq!(said("time,rate\n10,1\n5,1\n"), "line 3: `5` lies before the time above it");
        assert_eq!(said("time,rate\n0,-1\n"), "line 2: the rate `-1` is below zero");
        assert!(said("time,rate\n0,much\n").starts_with("line 2: `much` is no rate"));
        assert!(said("time,rate\nx,1\n").starts_with("line 2: `x` is no time"));
        assert_eq!(said("time,rate\n1\n"), "line 2 has 1 cells, and the first line has 2");
        let many: String =
            std::iter::once("time,rate\n").chain(std::iter::repeat_n("0,1\n", MOST + 1)).collect();
        assert_eq!(said(&many), "it has more than 1000000 points");
    }
}
