namespace Engram.Gateway.Api;

/// <summary>Every problem the gateway answers with.</summary>
public static class Problems
{
    public static Problem MalformedJson(string detail) => new("malformed-json", StatusCodes.Status400BadRequest, "The JSON can't be read", detail);

    public static Problem MalformedForm(string detail) => new("malformed-form", StatusCodes.Status400BadRequest, "The form can't be read", detail);

    public static Problem InvalidQuery(string parameter, string detail) =>
        new("invalid-query", StatusCodes.Status400BadRequest, "A query parameter is not valid", $"'{parameter}' {detail}.");

    public static Problem UnknownPost(string id) =>
        new("unknown-post", StatusCodes.Status404NotFound, "There is no such post", $"No post is called '{id}'. It may have been deleted.");

    public static Problem IdConflict(string id) =>
        new("id-conflict", StatusCodes.Status409Conflict, "The id is taken",
            $"A post called '{id}' with another text or picture was received before. Use another id, or delete that post first.");

    public static Problem StreamIdle(TimeSpan idle) =>
        new("stream-idle", StatusCodes.Status408RequestTimeout, "The stream was silent for too long",
            $"No whole line came for {idle.TotalSeconds:0} s. Send the rest in a new request.");

    public static Problem TooLarge(string detail) => new("too-large", StatusCodes.Status413PayloadTooLarge, "The request is too large", detail);

    public static Problem UnsupportedMediaType(string? given, params string[] taken) =>
        new("unsupported-media-type", StatusCodes.Status415UnsupportedMediaType, "The media type is not taken",
            $"The body is '{given ?? "of no type"}'; send {string.Join(", ", taken)}.");

    public static Problem EmptyPost() =>
        new("empty-post", StatusCodes.Status422UnprocessableEntity, "The post is empty", "The post has neither text nor a picture. Give at least one.");

    public static Problem InvalidId(string id) =>
        new("invalid-id", StatusCodes.Status422UnprocessableEntity, "The id is not valid",
            $"The id has {id.Length} characters. An id is 1 to 128 letters A-Z a-z, digits and . _ : -");

    public static Problem InvalidField(string field, string detail) =>
        new("invalid-field", StatusCodes.Status422UnprocessableEntity, "A field is not valid", $"'{field}' {detail}.");

    public static Problem DatabaseAway() =>
        new("database-away", StatusCodes.Status503ServiceUnavailable, "The service can't store anything now",
            "The database does not answer. Nothing was stored; send the request again after a while.");

    public static Problem Internal() =>
        new("internal-error", StatusCodes.Status500InternalServerError, "The service made a mistake", "The request could not be worked on. The service's log says why.");
}
