//! `weekday(t)`: the weekday.

use super::clock::part;
use crate::formula::signature::{Function, Kind, Nulls, Parameter, Signature};
use crate::value::Type;

pub static WEEKDAY: Function = Function {
    signature: Signature {
        name: "weekday",
        about: "The day of the week from 1 (Monday) to 7 (Sunday), in the scenario's time zone.",
        parameters: &[Parameter::required("t", Kind::Time)],
        returns: |_| Type::Int,
        example: "weekday(now)",
    },
    nulls: Nulls::Pass,
    call: |arguments, cx| part(arguments, cx, |clock| clock.weekday().to_monday_one_offset().into()),
};

#[cfg(test)]
mod tests {
    use super::super::testing::{instant, shown, shown_in};
    use super::*;

    #[test]
    fn the_weekday_is_the_one_of_the_zone() {
        let late = instant("2026-12-31T23:59:00Z");
        assert_eq!(shown(&WEEKDAY, &[late]), "4");
        assert_eq!(shown_in("Asia/Kolkata", &WEEKDAY, &[late]), "5");
    }
}
