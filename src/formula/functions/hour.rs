//! `hour(t)`: the hour.

use super::clock::part;
use crate::formula::signature::{Function, Kind, Nulls, Parameter, Signature};
use crate::value::Type;

pub static HOUR: Function = Function {
    signature: Signature {
        name: "hour",
        about: "The hour from 0 to 23, in the scenario's time zone.",
        parameters: &[Parameter::required("t", Kind::Time)],
        returns: |_| Type::Int,
        example: "hour(now)",
    },
    nulls: Nulls::Pass,
    call: |arguments, cx| part(arguments, cx, |clock| clock.hour().into()),
};

#[cfg(test)]
mod tests {
    use super::super::testing::{instant, shown, shown_in};
    use super::*;

    #[test]
    fn the_hour_is_the_one_of_the_zone() {
        let late = instant("2026-12-31T23:59:00Z");
        assert_eq!(shown(&HOUR, &[late]), "23");
        assert_eq!(shown_in("Asia/Kolkata", &HOUR, &[late]), "5");
    }
}
