using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Engram.ApiContracts.Memories;
using Engram.ApiContracts.Models;
using Engram.ApiContracts.Posts;
using Engram.ApiContracts.Recommendations;
using Engram.ApiContracts.Sequences;
using Engram.ApiContracts.Sources;
using Engram.ApiContracts.Trainings;
using Engram.ApiContracts.Webhooks;

namespace Engram.ApiContracts;

/// <summary>JSON settings of the gateway's API.</summary>
public static partial class ApiJson
{
    /// <summary>Types that reject unknown members.</summary>
    private static readonly Type[] Strict =
    [
        typeof(PostRequest), typeof(PictureRequest), typeof(Author), typeof(SourceDefinition), typeof(FactCorrection),
        typeof(DocumentCorrection), typeof(StartTrainingRequest), typeof(WebhookDefinition), typeof(ReplayRequest),
        typeof(SequenceSetOptions), typeof(RecommendationRequest), typeof(OwnEvent), typeof(PromotionRequest), typeof(RollbackRequest),
    ];

    public static readonly JsonSerializerOptions Options = Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { RefuseUnknownMembers } },
    });

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.AllowDuplicateProperties = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        return options;
    }

    /// <summary>Reads one value.</summary>
    /// <exception cref="ProblemException">The bytes are not JSON (400) or a field has a wrong value (422).</exception>
    public static T Read<T>(ReadOnlySpan<byte> utf8, JsonSerializerOptions? options = null)
    {
        try
        {
            return NotNull(JsonSerializer.Deserialize<T>(utf8, options ?? Options));
        }
        catch (JsonException e)
        {
            throw new ProblemException(ProblemOf(e));
        }
    }

    // Not an attribute on the types: that would apply to every serializer that reads them.
    private static void RefuseUnknownMembers(JsonTypeInfo type)
    {
        if (type.Kind == JsonTypeInfoKind.Object && Strict.Contains(type.Type))
            type.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
    }

    public static T NotNull<T>(T? value) => value ?? throw new ProblemException(BodyProblems.MalformedJson("It is null; send an object."));

    // An inner exception means that the JSON is well formed but a value does not fit its field: a number for a string, half a surrogate
    // pair, invalid base64. An unknown enum value, or a scalar in place of an object or a list, has no inner exception, only a path; the
    // message then names our types, which mean nothing to a caller.
    /// <summary>Describes why a body is rejected, without naming our types.</summary>
    public static Problem ProblemOf(JsonException e) => e switch
    {
        { InnerException: InvalidOperationException or FormatException } =>
            BodyProblems.InvalidField(e.Path ?? "$", $"can't be read: {e.InnerException.Message.TrimEnd('.')}"),
        { InnerException: null, Path.Length: > 1 } when IsOfAnotherKind(e) =>
            BodyProblems.InvalidField(e.Path, "has none of the values it can have; /openapi/v1.json describes them"),
        { InnerException: null } when IsOfAnotherKind(e) =>
            BodyProblems.MalformedJson("It is no object; send one, as /openapi/v1.json describes it."),
        _ when e.Message.StartsWith("Duplicate property", StringComparison.Ordinal) =>
            BodyProblems.MalformedJson($"{e.Message[..e.Message.IndexOf(" encountered", StringComparison.Ordinal)]}; give it once."),
        _ when UnknownMember().Match(e.Message) is { Success: true } unknown => BodyProblems.UnknownMember(unknown.Groups["member"].Value,
            MembersOf(unknown.Groups["type"].Value)),
        _ => BodyProblems.MalformedJson(e.Message),
    };

    private static IReadOnlyList<string> MembersOf(string typeName) =>
        [.. Options.GetTypeInfo(typeof(ApiJson).Assembly.GetType(typeName, throwOnError: true)!).Properties
            .Select(property => property.Name)];

    private static bool IsOfAnotherKind(JsonException e) =>
        e.Message.StartsWith("The JSON value could not be converted", StringComparison.Ordinal);

    [GeneratedRegex(@"\AThe JSON property '(?<member>.*)' could not be mapped to any \.NET member contained in type '(?<type>[\w.+]*)'")]
    private static partial Regex UnknownMember();
}
