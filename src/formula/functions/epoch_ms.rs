//! `epoch_ms(t)`: milliseconds since 1970.

use super::arguments::time;
use crate::formula::signature::{Function, Kind, Nulls, Parameter, Signature};
use crate::value::{Type, Value};

pub static EPOCH_MS: Function = Function {
    signature: Signature {
        name: "epoch_ms",
        about: "Whole milliseconds from 1970-01-01T00:00:00Z to the time, rounded down.",
        parameters: &[Parameter::required("t", Kind::Time)],
        returns: |_| Type::Int,
        example: "epoch_ms(now)",
    },
    nulls: Nulls::Pass,
    call: |arguments, _| Ok(Value::Int(i128::from(time(arguments, 0)?.millis()))),
};

#[cfg(test)]
mod tests {
    use super::super::testing::shown;
    use super::*;
    use crate::value::Time;

    #[test]
    fn a_part_is_rounded_down_on_both_sides_of_1970() {
        assert_eq!(shown(&EPOCH_MS, &[Value::Time(Time(1_999_999))]), "1");
        assert_eq!(shown(&EPOCH_MS, &[Value::Time(Time(-1))]), "-1");
        assert_eq!(shown(&EPOCH_MS, &[Value::Int(0)]), "a value of the wrong type");
    }
}
