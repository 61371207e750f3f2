//! `day(t)`: the day.

use super::clock::part;
use crate::formula::signature::{Function, Kind, Nulls, Parameter, Signature};
use crate::value::Type;

pub static DAY: Function = Function {
    signature: Signature {
        name: "day",
        about: "The day of the month from 1 to 31, in the scenario's time zone.",
        parameters: &[Parameter::required("t", Kind::Time)],
        returns: |_| Type::Int,
        example: "day(now)",
    },
    nulls: Nulls::Pass,
    call: |arguments, cx| part(arguments, cx, |clock| clock.day().into()),
};

#[cfg(test)]
mod tests {
    use super::super::testing::{instant, shown, shown_in};
    use super::*;

    #[test]
    fn the_day_is_the_one_of_the_zone() {
        let late = instant("2026-12-31T23:59:00Z");
        assert_eq!(shown(&DAY, &[late]), "31");
        assert_eq!(shown_in("Asia/Kolkata", &DAY, &[late]), "1");
    }
}
