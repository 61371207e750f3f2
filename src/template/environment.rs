//! minijinja's environment: empty but for the pure functions, and printing as JSON does.

use super::bridge::{lend, take_back};
use crate::formula::functions;
use crate::formula::signature::{Function, Need};
use crate::value::{Context, Fault, Time, Value, write_text};
use bumpalo::Bump;
use jiff::tz::TimeZone;
use minijinja::value::{Kwargs, Object, Rest, Value as Foreign, ValueOrKwargs};
use minijinja::{Environment, Error, ErrorKind, Output, State, UndefinedBehavior};
use std::error::Error as _;

/// Instructions that one rendering may take: a list of some ten thousand rows.
const FUEL: u64 = 1_000_000;

/// How deep blocks and calls may nest while rendering.
const DEEPEST: usize = 64;

/// Where a template's functions find what they may look at. No name of a template has a space.
pub const SURROUNDINGS: &str = "the surroundings";

/// What a function may look at, as far as minijinja can hold it.
#[derive(Debug)]
pub struct Surroundings {
    pub now: Time,
    pub zone: TimeZone,
    pub index: u64,
}

impl Object for Surroundings {}

pub fn environment() -> Environment<'static> {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(DEEPEST);
    environment.set_debug(false);
    environment.set_formatter(print);
    environment.add_global("null", Foreign::from(()));
    for &function in functions::ALL {
        let call =
            move |state: &State, given: Rest<ValueOrKwargs>| call(function, state, given.into_values());
        environment.add_function(function.signature.name, call);
        environment.add_filter(function.signature.name, call);
    }
    environment
}

/// Prints as a record carries plain text.
fn print(out: &mut Output, _: &mut State, value: &Foreign) -> Result<(), Error> {
    if let Some(text) = value.as_str() {
        return out.write_str(text).map_err(Error::from);
    }
    let arena = Bump::new();
    let mut bytes = Vec::with_capacity(24);
    write_text(&take_back(value, &arena).map_err(raise)?, &mut bytes);
    let written = std::str::from_utf8(&bytes).expect("values are written as UTF-8");
    out.write_str(written).map_err(Error::from)
}

fn call(function: &Function, state: &State, given: Vec<Foreign>) -> Result<Foreign, Error> {
    let surroundings = state.lookup(SURROUNDINGS);
    let surroundings = surroundings.as_ref().and_then(Foreign::downcast_object_ref::<Surroundings>);
    let Surroundings { now, zone, index } = surroundings.ok_or_else(|| raise(Fault::Template))?;
    let arena = Bump::new();
    let cx = Context { arena: &arena, now: *now, zone, index: *index };
    let arguments = bind(function, given, &arena).map_err(raise)?;
    functions::apply(function, &arguments, &cx).map(|value| lend(&value)).map_err(raise)
}

/// The arguments in the order of the signature. Their number and names were checked before.
fn bind<'a>(function: &Function, mut given: Vec<Foreign>, arena: &'a Bump) -> Result<Vec<Value<'a>>, Fault> {
    let named = given.pop_if(|last| last.is_kwargs()).and_then(|last| Kwargs::try_from(last).ok());
    let mut arguments = Vec::with_capacity(function.signature.parameters.len());
    for value in &given {
        arguments.push(take_back(value, arena)?);
    }
    for parameter in function.signature.parameters.iter().skip(given.len()) {
        if parameter.need == Need::Rest {
            break;
        }
        let value = named.as_ref().and_then(|named| named.peek::<Foreign>(parameter.name).ok());
        arguments.push(value.map_or(Ok(Value::Null), |value| take_back(&value, arena))?);
    }
    Ok(arguments)
}

/// Carries a fault through minijinja; [`fault`] finds it again.
fn raise(fault: Fault) -> Error {
    Error::new(ErrorKind::InvalidOperation, "a value that could not be computed").with_source(fault)
}

/// Why a rendering failed.
pub fn fault(error: &Error) -> Fault {
    let raised = error.source().and_then(|source| source.downcast_ref::<Fault>());
    raised.copied().unwrap_or(Fault::Template)
}
