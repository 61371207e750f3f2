//! `day`, `mon-fri`, `sat,sun`: days of the week as lines write them.

use crate::diagnostic::nearest;
use jiff::civil::Weekday;
use std::fmt;

const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// At least one day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days([bool; 7]);

impl Days {
    const ALL: Self = Self([true; 7]);

    /// Reads `day`, `sat`, `mon-fri`, `fri-mon`, `sat,sun`.
    pub fn parse(text: &str) -> Option<Self> {
        if text == "day" {
            return Some(Self::ALL);
        }
        let mut days = [false; 7];
        for part in text.split(',') {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let (first, last) = (number(first)?, number(last)?);
            for step in 0..=(last + 7 - first) % 7 {
                days[(first + step) % 7] = true;
            }
        }
        Some(Self(days))
    }

    /// What was meant by longer names and by those that are nearly right.
    pub fn meant(text: &str) -> Option<Self> {
        let lower = text.to_lowercase().replace("..", "-");
        let whole = match lower.trim_end_matches('s') {
            "weekend" => "sat,sun",
            "weekday" | "workday" => "mon-fri",
            "daily" | "day" => "day",
            _ => "",
        };
        let near = |name: &str| {
            let is_long = NAMES.iter().find(|known| name.starts_with(**known) && name.ends_with("day"));
            let near = || nearest(name, NAMES).filter(|known| name.len() >= known.len());
            is_long.copied().or_else(near).unwrap_or("").to_owned()
        };
        let part = |part: &str| part.split('-').map(near).collect::<Vec<_>>().join("-");
        let mended = lower.split(',').map(part).collect::<Vec<_>>().join(",");
        Self::parse(whole).or_else(|| Self::parse(&mended))
    }

    pub fn contains(self, day: Weekday) -> bool {
        self.0[usize::from(day.to_monday_zero_offset().unsigned_abs())]
    }

    /// Whether a day is in both.
    pub fn meets(self, other: Self) -> bool {
        self.0.iter().zip(other.0).any(|(one, other)| *one && other)
    }
}

fn number(name: &str) -> Option<usize> {
    NAMES.iter().position(|known| *known == name)
}

/// As it is read: the days that follow each other as a range.
impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::ALL {
            return f.write_str("day");
        }
        let mut separator = "";
        let mut first = 0;
        while first < 7 {
            let length = self.0[first..].iter().take_while(|held| **held).count();
            match length {
                0 => {}
                1 => write!(f, "{separator}{}", NAMES[first])?,
                _ => write!(f, "{separator}{}-{}", NAMES[first], NAMES[first + length - 1])?,
            }
            if length > 0 {
                separator = ",";
            }
            first += length.max(1);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_printed_as_they_are_read() {
        for days in ["day", "mon-fri", "sat", "sat-sun", "mon,wed,fri", "mon-tue,sun"] {
            assert_eq!(Days::parse(days).unwrap().to_string(), days);
        }
        assert_eq!(Days::parse("mon-sun").unwrap().to_string(), "day");
        assert_eq!(Days::parse("sat-mon").unwrap().to_string(), "mon,sat-sun");
    }

    #[test]
    fn what_names_no_day_is_none() {
        for wrong in ["", "days", "Monday", "mon-", "mon fri", "mon,,tue", "weekend"] {
            assert_eq!(Days::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn longer_and_wrong_names_are_understood() {
        let meant = |text: &str| Days::meant(text).map(|days| days.to_string());
        for (wrong, right) in [
            ("mon-fry", "mon-fri"),
            ("monday-friday", "mon-fri"),
            ("Sat,Sunday", "sat-sun"),
            ("weekends", "sat-sun"),
            ("weekdays", "mon-fri"),
            ("mon..fri", "mon-fri"),
        ] {
            assert_eq!(meant(wrong).as_deref(), Some(right));
        }
        assert_eq!(meant("often"), None);
    }

    #[test]
    fn a_range_over_the_weekend_holds_its_days() {
        let days = Days::parse("fri-mon").unwrap();
        let held = |day| days.contains(day);
        assert!(held(Weekday::Friday) && held(Weekday::Sunday) && held(Weekday::Monday));
        assert!(!held(Weekday::Tuesday) && !held(Weekday::Thursday));
        assert!(days.meets(Days::parse("mon").unwrap()) && !days.meets(Days::parse("tue-thu").unwrap()));
    }
}
