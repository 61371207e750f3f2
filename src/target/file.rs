//! `file:PATH`: JSON Lines into a file that is created or emptied.

use super::lines::Lines;
use super::{Labels, Receipts, TargetError};
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

pub(super) fn open(
    path: &Path,
    labels: Arc<Labels>,
    receipts: Arc<dyn Receipts>,
) -> Result<Lines<File>, TargetError> {
    let path = path.to_path_buf();
    let file = File::create(&path).map_err(|source| TargetError::OpenFile { path: path.clone(), source })?;
    Ok(Lines::new(file, labels, receipts, move |source| TargetError::WriteFile {
        path: path.clone(),
        source,
    }))
}
