using Engram.Console.Tests;

[assembly: AssemblyFixture(typeof(RunningConsole))]
