/** The text of one operation that knows the types of its answer and of its variables. */
export type GraphqlDocument<Result, Variables> = string & {
	readonly shape?: (variables: Variables) => Result;
};

/** Generated documents are branded here and nowhere else. */
export function documentOf<Result, Variables>(text: string): GraphqlDocument<Result, Variables> {
	return text as GraphqlDocument<Result, Variables>;
}
