/** In the address of a project's graph: a definition somebody comes with, which is added to the draft. */
export const readyParameter = "definition";
