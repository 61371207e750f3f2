//! Formulas: what is computed or drawn, from text to operations.

pub mod ast;
<<<<<<< HEAD
pub mod draws;
=======
pub mod functions;
>>>>>>> functions
pub mod signature;
