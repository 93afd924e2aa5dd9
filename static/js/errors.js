// After a refused send, the summary of errors gets the focus, so that everybody hears it first.
document.querySelector("[data-errors]")?.focus();
