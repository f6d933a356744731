using Microsoft.AspNetCore.Http;

namespace Engram.ApiContracts;

/// <summary>Problems with a JSON body.</summary>
public static class BodyProblems
{
    public static Problem MalformedJson(string detail) =>
        new("malformed-json", StatusCodes.Status400BadRequest, "The JSON can't be read", detail);

    public static Problem InvalidField(string field, string detail) =>
        new("invalid-field", StatusCodes.Status422UnprocessableEntity, "A field is not valid", $"'{field}' {detail}.");

    public static Problem UnknownMember(string member, IReadOnlyList<string> known)
    {
        var nearest = Spelling.Nearest(member, known);
        return new("unknown-member", StatusCodes.Status422UnprocessableEntity, "A member is not known",
            $"'{member}' is not known here. The nearest that is: '{nearest}'. There are: {string.Join(", ", known)}.")
        {
            Extensions = new Dictionary<string, object?> { ["member"] = member, ["nearest"] = nearest },
        };
    }
}
