using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using Engram.Messaging.Bus;

namespace Engram.Messaging.Outbox;

/// <summary>JSON of outbox messages. Only contract types are allowed, by full name.</summary>
internal static class ContractJson
{
    public static readonly JsonSerializerOptions Options =
        new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private static readonly FrozenDictionary<string, Type> ByName = ContractTypes.All.ToFrozenDictionary(type => type.FullName!);

    public static string NameOf(Type type) =>
        ByName.ContainsKey(type.FullName!) ? type.FullName!
            : throw new ArgumentException($"{type} is no contract: only types of Engram.Contracts are published.");

    public static Type TypeOf(string typeName) => ByName.TryGetValue(typeName, out var type) ? type
        : throw new InvalidOperationException($"The outbox holds a message of type '{typeName}', which is no contract.");

    public static object Read(string typeName, string body) => JsonSerializer.Deserialize(body, TypeOf(typeName), Options)
        ?? throw new JsonException($"The outbox holds an empty {typeName}.");
}
