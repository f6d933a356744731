using System.Text.Json;
using System.Text.Json.Serialization;

namespace Engram.Gateway.Api;

/// <summary>JSON as the gateway reads and writes it.</summary>
internal static class ApiJson
{
    public static readonly JsonSerializerOptions Options = Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.AllowDuplicateProperties = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        return options;
    }

    /// <exception cref="ProblemException">The body is no JSON (400), a field has a wrong value (422), or there is too much of it (413).</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, long maxBytes, CancellationToken cancellationToken)
    {
        request.LimitBody(maxBytes);
        try
        {
            return NotNull(await JsonSerializer.DeserializeAsync<T>(request.Body, Options, cancellationToken));
        }
        catch (JsonException e)
        {
            throw new ProblemException(ProblemOf(e));
        }
    }

    /// <exception cref="ProblemException">The bytes are no JSON (400) or a field has a wrong value (422).</exception>
    public static T Read<T>(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return NotNull(JsonSerializer.Deserialize<T>(utf8, Options));
        }
        catch (JsonException e)
        {
            throw new ProblemException(ProblemOf(e));
        }
    }

    private static T NotNull<T>(T? value) => value ?? throw new ProblemException(Problems.MalformedJson("It is null; send an object."));

    // The reader wraps the cause when the JSON is well formed but a value is not what the field holds: a number for a text, half a surrogate
    // pair, no base64. A word that an enumeration lacks has no cause, only the place where it stands.
    private static Problem ProblemOf(JsonException e) => e switch
    {
        { InnerException: InvalidOperationException or FormatException } =>
            Problems.InvalidField(e.Path ?? "$", $"can't be read: {e.InnerException.Message.TrimEnd('.')}"),
        { InnerException: null, Path.Length: > 1 } when e.Message.StartsWith("The JSON value could not be converted", StringComparison.Ordinal) =>
            Problems.InvalidField(e.Path, "is none of the words it can be; /openapi/v1.json lists them"),
        _ => Problems.MalformedJson(e.Message),
    };
}
