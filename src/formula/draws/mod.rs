//! The draws: each a file with its signature, its check, its sampler and its tests.
//!
//! In: a generator of its own and arguments. Out: a value, or the fault that there is none. A draw never looks
//! at the clock or at another draw. To add one, write its file and its line in [`ALL`].

mod measure;
#[cfg(test)]
mod testing;

mod beta;
mod binomial;
mod chance;
mod digits;
mod exponential;
pub mod fake;
mod gamma;
mod geometric;
mod hex;
mod int;
mod lognormal;
mod normal;
mod pareto;
mod pattern;
mod poisson;
mod sequence;
mod triangular;
mod uniform;
mod uuid;
pub mod uuid7;
mod weibull;
pub mod zipf;

use super::signature::{Draw, Need, Prepared, Sampler, Signature};
use crate::random::Generator;
use crate::value::{Context, Fault, Value};
use std::sync::Arc;

/// Every draw, in the order of the reference page.
pub static ALL: &[&Draw] = &[
    &int::INT,
    &uniform::UNIFORM,
    &normal::NORMAL,
    &lognormal::LOGNORMAL,
    &exponential::EXPONENTIAL,
    &gamma::GAMMA,
    &beta::BETA,
    &pareto::PARETO,
    &weibull::WEIBULL,
    &triangular::TRIANGULAR,
    &poisson::POISSON,
    &binomial::BINOMIAL,
    &geometric::GEOMETRIC,
    &zipf::ZIPF,
    &chance::CHANCE,
    &sequence::SEQUENCE,
    &uuid::UUID,
    &uuid7::UUID7,
    &hex::HEX,
    &digits::DIGITS,
    &pattern::PATTERN,
    &fake::FAKE,
];

/// The draw of that name.
pub fn find(name: &str) -> Option<&'static Draw> {
    ALL.iter().copied().find(|draw| draw.signature.name == name)
}

/// Samples a draw whose arguments are those of its signature. A null in a required place gives null.
#[inline]
pub fn apply<'a>(
    draw: &Draw,
    generator: &mut Generator,
    arguments: &[Value<'a>],
    cx: &Context<'a>,
) -> Result<Value<'a>, Fault> {
    let mut required = arguments.iter().zip(needs(&draw.signature));
    if required.any(|(value, need)| value.is_missing() && need == Need::Required) {
        return Ok(Value::Null);
    }
    (draw.sample)(generator, arguments, cx)
}

/// The need of each argument of the sampler.
fn needs(signature: &Signature) -> impl Iterator<Item = Need> {
    signature
        .parameters
        .iter()
        .flat_map(|parameter| std::iter::repeat_n(parameter.need, parameter.kind.width()))
}

/// A sampler of constant arguments, or a sentence that says why they will not do.
fn prepared<S: Sampler + 'static>(
    signature: &Signature,
    built: Result<S, Fault>,
) -> Result<Prepared, String> {
    match built {
        Ok(sampler) => Ok(Arc::new(sampler)),
        Err(fault) => Err(format!("`{}` cannot draw with these arguments: {}", signature.name, words(fault))),
    }
}

fn words(fault: Fault) -> String {
    match fault {
        Fault::WrongType => "give all of them as numbers, or all as durations or times".to_owned(),
        Fault::EmptyRange => "the range is empty; the smaller end comes first".to_owned(),
        other => other.to_string(),
    }
}

/// The number inside its bounds, or the fault that it is not. `check` sees to constants and the caller to
/// computed arguments; this holds for whoever forgets.
fn bounded(signature: &Signature, argument: usize, number: f64) -> Result<f64, Fault> {
    let bounds = signature.parameters.get(argument).map(|parameter| parameter.bounds);
    if bounds.is_some_and(|bounds| bounds.admit(number)) { Ok(number) } else { Err(Fault::OutOfBounds) }
}
