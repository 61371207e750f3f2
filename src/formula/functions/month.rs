//! `month(t)`: the month.

use super::clock::part;
use crate::formula::signature::{Function, Kind, Nulls, Parameter, Signature};
use crate::value::Type;

pub static MONTH: Function = Function {
    signature: Signature {
        name: "month",
        about: "The month from 1 to 12, in the scenario's time zone.",
        parameters: &[Parameter::required("t", Kind::Time)],
        returns: |_| Type::Int,
        example: "month(now)",
    },
    nulls: Nulls::Pass,
    call: |arguments, cx| part(arguments, cx, |clock| clock.month().into()),
};

#[cfg(test)]
mod tests {
    use super::super::testing::{instant, shown, shown_in};
    use super::*;

    #[test]
    fn the_month_is_the_one_of_the_zone() {
        let late = instant("2026-12-31T23:59:00Z");
        assert_eq!(shown(&MONTH, &[late]), "12");
        assert_eq!(shown_in("Asia/Kolkata", &MONTH, &[late]), "1");
    }
}
