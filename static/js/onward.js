/* A page that only passes something on sends itself; without this file its button does. */
"use strict";

document.querySelector("form[data-onward]")?.requestSubmit();
