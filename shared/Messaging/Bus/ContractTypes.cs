using Engram.Contracts;

namespace Engram.Messaging.Bus;

/// <summary>All types that appear in messages: every record of the contracts, including parts of messages.</summary>
public static class ContractTypes
{
    public static IReadOnlyList<Type> All { get; } =
        [.. typeof(OptionalSubscriberAttribute).Assembly.GetExportedTypes().Where(type =>
            type.IsClass && !type.IsSubclassOf(typeof(Attribute)))];
}
