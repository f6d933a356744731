using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Engram.Contracts.Images;
using Engram.Contracts.Keyphrases;
using Engram.Contracts.Questions;
using Engram.TestKit;

namespace Engram.Contracts.Tests;

/// <summary>
/// Messages wait in queues and outboxes during upgrades, so every old message must stay readable without loss: fields are only added,
/// as optional. Samples/ holds each message as first sent; <c>Message.2.json</c>, <c>.3.json</c>... are its later versions with added
/// fields.
/// </summary>
public sealed class When_a_message_of_an_earlier_version_arrives
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Contracts that are sent on their own, not only as part of another message.</summary>
    private static readonly Type[] Messages = FindMessages();

    public static TheoryData<string> Samples =>
        [.. Directory.GetFiles(SamplesDirectory, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)!)];

    private static string SamplesDirectory => Repository.PathOf("tests", "Contracts.Tests", "Samples");

    [Theory]
    [MemberData(nameof(Samples))]
    public void Should_still_be_read_whole(string name)
    {
        var type = Assert.Single(Messages, type => NameOf(type) == MessageOf(name));
        var sample = File.ReadAllText(Path.Combine(SamplesDirectory, name + ".json"));

        var message = JsonSerializer.Deserialize(sample, type, Strict);

        var written = JsonSerializer.SerializeToNode(message, type, Strict);
        var lost = JsonNode.Parse(sample)!.AsObject().Where(field => !Holds(written![field.Key], field.Value)).Select(field => field.Key);
        Assert.Empty(lost);
    }

    [Fact]
    public void Should_have_a_sample_of_every_message() =>
        Assert.Empty(Messages.Select(NameOf).Except(Samples.Select(row => MessageOf(row.Data))));

    // Fields added after the sample are allowed, at any depth.
    private static bool Holds(JsonNode? written, JsonNode? sample) => (sample, written) switch
    {
        (JsonObject of, JsonObject within) => of.All(field => Holds(within[field.Key], field.Value)),
        (JsonArray of, JsonArray within) => of.Count == within.Count && of.Zip(within).All(pair => Holds(pair.Second, pair.First)),
        _ => JsonNode.DeepEquals(sample, written),
    };

    private static string NameOf(Type message) => message.Name.Split('`')[0];

    private static string MessageOf(string sample) => sample.Split('.')[0];

    private static Type[] FindMessages()
    {
        var contracts = typeof(ImageReceived).Assembly.GetExportedTypes()
            .Where(type => type.IsClass && !type.IsSubclassOf(typeof(Attribute))).ToArray();
        var parts = contracts.SelectMany(type => type.GetProperties())
            .Select(
                property => property.PropertyType.IsGenericType ? property.PropertyType.GetGenericArguments()[^1] : property.PropertyType)
            .ToHashSet();
        // It is part of another message and is also sent on its own.
        parts.Remove(typeof(PredictKeyphrases));
        return [.. contracts.Where(type => !parts.Contains(type) && !type.IsGenericTypeDefinition), typeof(Bundle<QuestionAsked>)];
    }
}
