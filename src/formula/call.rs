//! Calls of functions and draws: nulls and bounds are seen to here, once for all of them.

use super::signature::{Draw, Function, Kind, Need, Nulls, Signature};
use crate::random::Generator;
use crate::value::{Context, Fault, Value};

/// Calls a function. A null in a required place gives null where the function does not take nulls.
#[inline]
pub fn function<'a>(
    function: &Function,
    arguments: &[Value<'a>],
    context: &Context<'a>,
) -> Result<Value<'a>, Fault> {
    if function.nulls == Nulls::Pass && lacks_argument(&function.signature, arguments) {
        return Ok(Value::Null);
    }
    within_bounds(&function.signature, arguments)?;
    (function.call)(arguments, context)
}

/// Samples a draw. A null in a required place gives null.
#[inline]
pub fn draw<'a>(
    draw: &Draw,
    generator: &mut Generator,
    arguments: &[Value<'a>],
    context: &Context<'a>,
) -> Result<Value<'a>, Fault> {
    if lacks_argument(&draw.signature, arguments) {
        return Ok(Value::Null);
    }
    within_bounds(&draw.signature, arguments)?;
    (draw.sample)(generator, arguments, context)
}

fn lacks_argument(signature: &Signature, arguments: &[Value]) -> bool {
    let mut position = 0;
    for parameter in signature.parameters {
        let width = parameter.kind.width();
        let here = arguments.get(position..).unwrap_or_default();
        let here = if parameter.need == Need::Rest { here } else { &here[..width.min(here.len())] };
        if parameter.need != Need::Optional && here.iter().any(|value| value.is_missing()) {
            return true;
        }
        position += width;
    }
    false
}

fn within_bounds(signature: &Signature, arguments: &[Value]) -> Result<(), Fault> {
    let mut position = 0;
    for parameter in signature.parameters {
        if !parameter.bounds.is_none() {
            let value = arguments.get(position).and_then(Value::measure);
            if value.is_some_and(|value| !parameter.bounds.admit(value)) {
                return Err(Fault::OutOfBounds);
            }
        }
        position += parameter.kind.width();
    }
    Ok(())
}

impl Kind {
    /// How many arguments of the sampler one argument of the formula becomes.
    pub const fn width(self) -> usize {
        match self {
            Self::IntRange | Self::Range => 2,
            _ => 1,
        }
    }
}
