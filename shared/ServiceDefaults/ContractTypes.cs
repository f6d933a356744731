using Engram.Contracts;

namespace Engram.ServiceDefaults;

/// <summary>The types that travel: all records of the contracts, parts of messages included.</summary>
public static class ContractTypes
{
    public static IReadOnlyList<Type> All { get; } =
        [.. typeof(AnnouncementAttribute).Assembly.GetExportedTypes().Where(type => type.IsClass && !type.IsSubclassOf(typeof(Attribute)))];
}
