using System.Runtime.CompilerServices;
using Engram.TestKit;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace Engram.MemoryIndex.Tests;

internal static class FilledDatabase
{
    [ModuleInitializer]
    internal static void Use() =>
        PostgresFixture.Fill = async database => await (await MemoryService.StartAsync(database)).DisposeAsync();
}
