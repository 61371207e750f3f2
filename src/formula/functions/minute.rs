//! `minute(t)`: the minute.

use super::clock::part;
use crate::formula::signature::{Function, Kind, Nulls, Parameter, Signature};
use crate::value::Type;

pub static MINUTE: Function = Function {
    signature: Signature {
        name: "minute",
        about: "The minute from 0 to 59, in the scenario's time zone.",
        parameters: &[Parameter::required("t", Kind::Time)],
        returns: |_| Type::Int,
        example: "minute(now)",
    },
    nulls: Nulls::Pass,
    call: |arguments, cx| part(arguments, cx, |clock| clock.minute().into()),
};

#[cfg(test)]
mod tests {
    use super::super::testing::{instant, shown, shown_in};
    use super::*;

    #[test]
    fn the_minute_is_the_one_of_the_zone() {
        let late = instant("2026-12-31T23:59:00Z");
        assert_eq!(shown(&MINUTE, &[late]), "59");
        assert_eq!(shown_in("Asia/Kolkata", &MINUTE, &[late]), "29");
    }
}
