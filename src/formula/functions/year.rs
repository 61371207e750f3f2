//! `year(t)`: the year.

use super::clock::part;
use crate::formula::signature::{Function, Kind, Nulls, Parameter, Signature};
use crate::value::Type;

pub static YEAR: Function = Function {
    signature: Signature {
        name: "year",
        about: "The year, in the scenario's time zone.",
        parameters: &[Parameter::required("t", Kind::Time)],
        returns: |_| Type::Int,
        example: "year(now)",
    },
    nulls: Nulls::Pass,
    call: |arguments, cx| part(arguments, cx, |clock| clock.year().into()),
};

#[cfg(test)]
mod tests {
    use super::super::testing::{instant, shown, shown_in};
    use super::*;

    #[test]
    fn the_year_is_the_one_of_the_zone() {
        let late = instant("2026-12-31T23:59:00Z");
        assert_eq!(shown(&YEAR, &[late]), "2026");
        assert_eq!(shown_in("Asia/Kolkata", &YEAR, &[late]), "2027");
    }
}
