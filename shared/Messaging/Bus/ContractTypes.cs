using Engram.Contracts;

namespace Engram.Messaging.Bus;

/// <summary>The types that travel: all records of the contracts, parts of messages included.</summary>
public static class ContractTypes
{
    public static IReadOnlyList<Type> All { get; } =
        [.. typeof(OptionalSubscriberAttribute).Assembly.GetExportedTypes().Where(type =>
            type.IsClass && !type.IsSubclassOf(typeof(Attribute)))];
}
