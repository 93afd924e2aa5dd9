// The one script that pages ask for: small helpers that find their own places on the page. The portal joins them into
// one file when it starts (portal/kernel/assets.py). Every page works without them.
import "./js/errors.js";
import "./js/count.js";
import "./js/password.js";
import "./js/preview.js";
import "./js/autosave.js";
import "./js/dirty.js";
import "./js/once.js";
import "./js/filter.js";
import "./js/menu.js";
import "./js/score.js";
import "./js/shares.js";
