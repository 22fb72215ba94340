/** In the address of a project's graph: a definition somebody comes with, to add it. */
export const readyParameter = "definition";
