using System.CommandLine;

namespace Engram.CommandLine;

/// <summary>A command that runs servers and services. On cancellation it stops them in order, which takes seconds.</summary>
internal sealed class ServingCommand(string name, string description) : Command(name, description);
