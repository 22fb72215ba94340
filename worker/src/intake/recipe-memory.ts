import type { AssignedRecipe } from "@tilewright/contract/messages";

const recipesKept = 10_000;

/**
 * The recipes that came with assignments, by stage version. The same recipe stays the same object, however
 * often it is sent, so that the journal writes it once.
 */
export class RecipeMemory {
	readonly #recipes = new Map<number, { readonly json: string; readonly recipe: AssignedRecipe }>();

	/** A version is immutable, but what is sent beside it (project parameters) may change: the latest counts. */
	remember(recipe: AssignedRecipe): void {
		const json = JSON.stringify(recipe);
		if (this.#recipes.get(recipe.stageVersionId)?.json === json) return;
		this.#recipes.delete(recipe.stageVersionId);
		this.#recipes.set(recipe.stageVersionId, { json, recipe });
		const [oldest] = this.#recipes.keys();
		if (this.#recipes.size > recipesKept && oldest !== undefined) this.#recipes.delete(oldest);
	}

	get(stageVersionId: number): AssignedRecipe | undefined {
		return this.#recipes.get(stageVersionId)?.recipe;
	}
}
