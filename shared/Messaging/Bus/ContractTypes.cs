using Engram.Contracts;

namespace Engram.Messaging.Bus;

/// <summary>All types that appear in messages: every record of the contracts, including parts of messages, but not
/// <see cref="Bundle{TMessage}"/> itself.</summary>
public static class ContractTypes
{
    public static IReadOnlyList<Type> All { get; } =
        [.. typeof(OptionalSubscriberAttribute).Assembly.GetExportedTypes().Where(type =>
            type is { IsClass: true, IsGenericTypeDefinition: false } && !type.IsSubclassOf(typeof(Attribute)))];
}
